//! Several complaints with one cause (`M-3`).

use super::{Near, WORKERS, now, refuse, the};
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
    let is_fresh = |n: &&&Near| n.children > 0 || n.is_child || now.since(n.logged) <= i64::from(rule.minutes);
    let fresh: Vec<&&Near> = near.iter().filter(is_fresh).collect();
    let known = fresh.iter().find(|n| n.children > 0);
    let parent = known.or_else(|| fresh.iter().find(|n| !n.is_child))?;
    let children: Vec<PaperNo> =
        fresh.iter().filter(|n| !n.is_child && n.children == 0 && n.no != parent.no).map(|n| n.no.clone()).collect();
    let enough = fresh.len() + coming >= rule.open as usize || known.is_some();
    (enough && children.len() + coming > 0).then(|| Offer { spot: spot.to_owned(), parent: parent.no.clone(), children, open: fresh.len() })
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
        let (parent, stands) = the(see, &self.parent)?;
        if let Some((above, _)) = &parent.parent {
            return Err(refuse("M-3", "complaint", format!("{} is part of {above}: add the others to that.", self.parent)));
        }
        if !stands.is_open() {
            return Err(refuse("M-3", "complaint", format!("{} is {}: choose an open one.", self.parent, stands.words())));
        }
        let mut children: Vec<PaperNo> = self.children.iter().filter(|no| !parent.children.contains(no)).cloned().collect();
        children.sort();
        children.dedup();
        for no in &children {
            let (child, stands) = the(see, no)?;
            let wrong = match &child.parent {
                _ if *no == self.parent => Some("can't follow itself".to_owned()),
                _ if !stands.is_open() => Some(format!("is {}", stands.words())),
                Some((above, _)) => Some(format!("is part of {above}")),
                None if !child.children.is_empty() => Some("is an outage of its own: make it the first".to_owned()),
                None => None,
            };
            if let Some(wrong) = wrong {
                return Err(refuse("M-3", "complaint", format!("{no} {wrong}.")));
            }
        }
        if children.is_empty() {
            return Err(refuse("M-3", "complaint", format!("Name the complaints that are the same outage as {}.", self.parent)));
        }
        Ok(vec![Fact::OutageGrouped(OutageGrouped { parent: self.parent.clone(), children, at: now(moment) }).into()])
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

    fn near(number: u32, minute: i64, transformer: &str, is_child: bool, children: u32) -> Near {
        let no = format!("C-KVT-1-2627-{number:06}").parse().expect("a number");
        Near { no, logged: Stamp::from_minutes(minute), transformer: transformer.to_owned(), area: "Jetty".to_owned(), is_child, children }
    }

    #[test]
    fn m3_what_looks_like_one_outage() {
        let rule = OutageRule { open: 3, minutes: 60 };
        let seen =
            |near: &[Near], coming| offer(near, "T1", "Jetty", Stamp::from_minutes(100), rule, coming).map(|o| (o.spot, o.children.len()));
        let three = [near(1, 50, "T1", false, 0), near(2, 60, "T1", false, 0), near(3, 100, "T1", false, 0)];
        assert_eq!(seen(&three, 0), Some(("T1".to_owned(), 2)));
        assert_eq!(seen(&three[..2], 0), None, "two are chance");
        assert_eq!(seen(&three[..2], 1), Some(("T1".to_owned(), 1)), "with the call that is still on they are three");
        let old = [near(1, 10, "T1", false, 0), near(2, 60, "T1", false, 0), near(3, 100, "T1", false, 0)];
        assert_eq!(seen(&old, 0), None, "the first is more than an hour old");
        let spread = [near(1, 50, "T1", false, 0), near(2, 60, "T2", false, 0), near(3, 100, "T3", false, 0)];
        assert_eq!(seen(&spread, 0), Some(("Jetty".to_owned(), 2)), "an area");
        let known = [near(1, 0, "T1", false, 3), near(2, 5, "T1", true, 0), near(9, 100, "T1", false, 0)];
        assert_eq!(seen(&known, 0), Some(("T1".to_owned(), 1)), "one more of an outage that is known");
        assert_eq!(seen(&known[..2], 0), None, "nothing is left to add");
    }
}
