//! What is done with the lit complaint of the pending ones.

use super::super::patterns::{Sheet, listing};
use super::{Cell, JOBS, MINE, OUTAGE, RECTIFY, REGISTER, SHIFT, STEP, TO_LIST, forms, pending, whole};
use crate::acts::complaint::{GroupOutage, offer};
use crate::base::Refusal;
use crate::desk::nothing_printed;
use crate::reports::complaint::job_sheet::{Jobs, job_sheet};
use crate::tui::backend::Status;
use crate::tui::keys::{Action, action};
use crate::tui::program::{House, Outcome, Work};
use crate::tui::screen::Effect;

impl Cell {
    /// An action on the lit complaint.
    pub(super) fn act_on_list(&mut self, action: Action, status: &Status) -> Effect<House> {
        match action {
            action::BACK | TO_LIST if self.logs => {
                self.in_list = false;
                return Effect::Nothing;
            }
            JOBS => return print_jobs(self.pending.jobs()),
            SHIFT => return Sheet::open(&forms::SHIFT, &[], status),
            REGISTER => return Sheet::open(&forms::REGISTER, &[], status),
            MINE => {
                self.pending.turn();
                return self.read_pending(true);
            }
            _ => {}
        }
        if let Some(effect) = self.act_on_line(action, status) {
            return effect;
        }
        match self.pending.act(action) {
            pending::Move::Pass => Effect::Pass,
            pending::Move::Stays => Effect::Nothing,
            pending::Move::Read => self.read_pending(true),
            pending::Move::Above if self.logs => {
                self.in_list = false;
                Effect::Nothing
            }
            pending::Move::Above => Effect::Nothing,
        }
    }

    fn act_on_line(&self, action: Action, status: &Status) -> Option<Effect<House>> {
        let line = self.pending.lit()?;
        let given = [("complaint", line.no.to_string())];
        Some(match action {
            STEP => Sheet::open(&forms::STEP, &given, status),
            RECTIFY => Sheet::open(&forms::RECTIFY, &given, status),
            action::CHOOSE => whole::open(line.no.clone()),
            OUTAGE if !line.may_be_outage() => Effect::warn("this is no part of an outage: supply that failed, or a danger, may be"),
            OUTAGE => {
                let line = line.clone();
                Effect::Act(Work::new(move |bench| {
                    let (conn, rules) = (bench.desk.store().connection(), &bench.desk.rules().profile.complaints);
                    let near = crate::store::complaints::near(conn, &line.transformer, &line.area)?;
                    let found = offer(&near, &line.transformer, &line.area, bench.desk.now(), rules.outage, 0);
                    let found = found.ok_or_else(|| {
                        Refusal::new(
                            "M-3",
                            "Too few are open around this one within the hour to be one outage; by command any can be grouped.",
                        )
                    })?;
                    let group = GroupOutage { parent: found.parent, children: found.children };
                    Ok(Outcome::Recorded(bench.desk.act(bench.session, &group, &nothing_printed)?))
                }))
            }
            _ => return None,
        })
    }
}

/// The job sheet of those chosen, or of all, as the desk's list printer takes it.
pub(super) fn print_jobs(jobs: Jobs) -> Effect<House> {
    listing::print("jobsheet", move |look| job_sheet(&look.source(), &jobs))
}
