//! Several complaints with one cause (`M-3`).

use super::{CLERKS, LogComplaint, Near, WORKERS, now, refuse, the};
use crate::acts::{Act, Draft, Moment, Sight};
use crate::base::{No, PaperNo, Stamp};
use crate::journal::Fact;
use crate::journal::fact::{OutageGrouped, OutageParted};
use crate::rules::complaint::OutageRule;
use crate::rules::role::Role;

/// What looks like one outage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The transformer, or the area.
    pub spot: String,
    pub parent: PaperNo,
    /// Those that would follow it.
    pub children: Vec<PaperNo>,
    /// Open at this spot, outage or not.
    pub open: usize,
}

/// Whether the open complaints at a spot look like one outage: enough of them on one transformer, else in one area, within the rule's
/// minutes; those that join an outage which is known need be no more than one. `coming` counts the call that is still on.
pub fn offer(near: &[Near], transformer: &str, area: &str, now: Stamp, rule: OutageRule, coming: usize) -> Option<Offer> {
    let at_transformer: Vec<&Near> = near.iter().filter(|n| !transformer.is_empty() && n.transformer == transformer).collect();
    let in_area: Vec<&Near> = near.iter().filter(|n| !area.is_empty() && n.area == area).collect();
    [(transformer, at_transformer), (area, in_area)].into_iter().find_map(|(spot, near)| one(&near, spot, now, rule, coming))
}

fn one(near: &[&Near], spot: &str, now: Stamp, rule: OutageRule, coming: usize) -> Option<Offer> {
    let belongs = |n: &Near| n.outage.clone().or_else(|| (n.children > 0).then(|| n.no.clone()));
    let is_fresh = |n: &&&Near| belongs(n).is_some() || now.since(n.logged) <= i64::from(rule.minutes);
    let fresh: Vec<&&Near> = near.iter().filter(is_fresh).collect();
    let known = fresh.iter().find_map(|n| belongs(n));
    let enough = fresh.len() + coming >= rule.open as usize || known.is_some();
    // Where there is danger it is not put right in passing: the others follow it, not it the others.
    let first = fresh.iter().find(|n| n.danger).or(fresh.first());
    let parent = known.or_else(|| first.map(|n| n.no.clone()))?;
    let children: Vec<PaperNo> = fresh.iter().filter(|n| belongs(n).is_none() && n.no != parent).map(|n| n.no.clone()).collect();
    (enough && children.len() + coming > 0).then(|| Offer { spot: spot.to_owned(), parent, children, open: fresh.len() })
}

/// Makes several complaints one outage.
#[derive(Debug, Clone)]
pub struct GroupOutage {
    pub parent: PaperNo,
    pub children: Vec<PaperNo>,
}

impl Act for GroupOutage {
    fn work(&self) -> &'static str {
        "Making complaints one outage"
    }

    fn roles(&self) -> &'static [Role] {
        WORKERS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let children = self.fresh(see)?;
        if children.is_empty() {
            return Err(refuse("M-3", "complaint", format!("Name the complaints that are the same outage as {}.", self.parent)));
        }
        Ok(vec![Fact::OutageGrouped(OutageGrouped { parent: self.parent.clone(), children, at: now(moment) }).into()])
    }
}

impl GroupOutage {
    /// Those named that don't belong to it yet.
    fn fresh(&self, see: &dyn Sight) -> Result<Vec<PaperNo>, No> {
        let (_, stands) = the(see, &self.parent)?;
        if let (Some(above), _) = see.outage(&self.parent)? {
            return Err(refuse("M-3", "complaint", format!("{} is part of {above}: add the others to that.", self.parent)));
        }
        if !stands.is_open() {
            return Err(refuse("M-3", "complaint", format!("{} is {}: choose an open one.", self.parent, stands.words())));
        }
        let mut named = self.children.clone();
        named.sort();
        named.dedup();
        let mut children = Vec::new();
        for no in named {
            let (_, stands) = the(see, &no)?;
            let wrong = match see.outage(&no)? {
                _ if no == self.parent => "can't follow itself".to_owned(),
                (Some(above), _) if above == self.parent => continue,
                _ if !stands.is_open() => format!("is {}", stands.words()),
                (Some(above), _) => format!("is part of {above}"),
                (None, _) => {
                    children.push(no);
                    continue;
                }
            };
            return Err(refuse("M-3", "complaint", format!("{no} {wrong}.")));
        }
        Ok(children)
    }
}

/// A call, and in the same act the outage that it belongs to.
#[derive(Debug, Clone)]
pub struct LogInOutage {
    pub log: LogComplaint,
    pub outage: GroupOutage,
}

impl Act for LogInOutage {
    fn work(&self) -> &'static str {
        "Logging a complaint into an outage"
    }

    fn roles(&self) -> &'static [Role] {
        CLERKS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let mut drafts = self.log.decide(see, moment)?;
        let mut children = self.outage.fresh(see)?;
        children.extend(
            drafts.iter().filter_map(|draft| if let Fact::ComplaintLogged(logged) = &draft.fact { Some(logged.no.clone()) } else { None }),
        );
        if !children.is_empty() {
            drafts.push(Fact::OutageGrouped(OutageGrouped { parent: self.outage.parent.clone(), children, at: now(moment) }).into());
        }
        Ok(drafts)
    }
}

/// A complaint has a cause of its own after all.
#[derive(Debug, Clone)]
pub struct PartOutage {
    pub child: PaperNo,
}

impl Act for PartOutage {
    fn work(&self) -> &'static str {
        "Taking a complaint out of an outage"
    }

    fn roles(&self) -> &'static [Role] {
        WORKERS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let (child, stands) = the(see, &self.child)?;
        let Some((parent, _)) = child.parent else {
            return Err(refuse("M-3", "complaint", format!("{} is part of no outage.", self.child)));
        };
        if !stands.is_open() {
            return Err(refuse("M-3", "complaint", format!("{} is {}: reopen it first.", self.child, stands.words())));
        }
        Ok(vec![Fact::OutageParted(OutageParted { parent, child: self.child.clone(), at: now(moment) }).into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no(number: u32) -> PaperNo {
        format!("C-KVT-1-2627-{number:06}").parse().expect("a number")
    }

    fn near(number: u32, minute: i64, transformer: &str, outage: Option<u32>, children: u32) -> Near {
        let (transformer, area, outage) = (transformer.to_owned(), "Jetty".to_owned(), outage.map(no));
        Near { no: no(number), logged: Stamp::from_minutes(minute), transformer, area, danger: false, outage, children }
    }

    #[test]
    fn m3_what_looks_like_one_outage() {
        let rule = OutageRule { open: 3, minutes: 60 };
        let seen =
            |near: &[Near], coming| offer(near, "T1", "Jetty", Stamp::from_minutes(100), rule, coming).map(|o| (o.spot, o.children.len()));
        let three = [near(1, 50, "T1", None, 0), near(2, 60, "T1", None, 0), near(3, 100, "T1", None, 0)];
        assert_eq!(seen(&three, 0), Some(("T1".to_owned(), 2)));
        assert_eq!(seen(&three[..2], 0), None, "two are chance");
        assert_eq!(seen(&three[..2], 1), Some(("T1".to_owned(), 1)), "with the call that is still on they are three");
        let old = [near(1, 10, "T1", None, 0), near(2, 60, "T1", None, 0), near(3, 100, "T1", None, 0)];
        assert_eq!(seen(&old, 0), None, "the first is more than an hour old");
        let spread = [near(1, 50, "T1", None, 0), near(2, 60, "T2", None, 0), near(3, 100, "T3", None, 0)];
        assert_eq!(seen(&spread, 0), Some(("Jetty".to_owned(), 2)), "an area");
        let known = [near(1, 0, "T1", None, 3), near(2, 5, "T1", Some(1), 0), near(9, 100, "T1", None, 0)];
        assert_eq!(seen(&known, 0), Some(("T1".to_owned(), 1)), "one more of an outage that is known");
        assert_eq!(seen(&known[..2], 0), None, "nothing is left to add");
        let sparks = [near(1, 50, "T1", None, 0), Near { danger: true, ..near(2, 60, "T1", None, 0) }, near(3, 70, "T1", None, 0)];
        let offered = offer(&sparks, "T1", "Jetty", Stamp::from_minutes(100), rule, 0).expect("an outage");
        assert_eq!((offered.parent, offered.children), (no(2), vec![no(1), no(3)]), "the danger is what the others follow");
        let elsewhere = [near(2, 5, "T1", Some(1), 0), near(3, 8, "T1", Some(1), 0), near(9, 100, "T1", None, 0)];
        let offered = offer(&elsewhere, "T1", "Jetty", Stamp::from_minutes(100), rule, 1).expect("an outage");
        assert_eq!((offered.parent, offered.children), (no(1), vec![no(9)]), "those of T1 belong to an outage that began elsewhere");
    }
}
