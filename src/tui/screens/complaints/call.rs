//! The call that is being typed: who calls, about what, and what it becomes.

use super::super::find;
use super::super::patterns::Sheet;
use super::found::{self, Context};
use super::{Cell, EMPTY, FIND, JOBS, OUTAGE, REOPEN, TO_LIST, fields, forms, work};
use crate::acts::complaint::{GroupOutage, LogComplaint, LogInOutage, Offer, offer};
use crate::base::Refusal;
use crate::desk::Done;
use crate::journal::Fact;
use crate::reports::complaint::job_sheet::Jobs;
use crate::rules::complaint::Priority;
use crate::store::complaints::Line;
use crate::tui::backend::Status;
use crate::tui::keys::{Action, action};
use crate::tui::program::{House, act, ask};
use crate::tui::screen::Effect;
use crate::tui::widgets::{Form, FormMove};

impl Cell {
    pub(super) fn is_empty(&self) -> bool {
        self.who.is_none() && fields().iter().all(|f| f.name == "priority" || self.form.text(f.name).is_empty())
    }

    pub(super) fn empty(&mut self) {
        self.form = Form::new(fields());
        self.callers.clear();
        self.lit = 0;
        self.who = None;
        self.place = None;
    }

    pub(super) fn at(&self) -> &str {
        self.form.focused().map_or("", |f| f.name)
    }

    pub(super) fn choosing(&self) -> bool {
        !self.in_list && self.at() == "caller" && self.who.is_none() && !self.callers.is_empty()
    }

    /// Whether a call like the one being typed may be part of an outage, and of which.
    pub(super) fn offered(&self) -> Option<Offer> {
        let (category, _) = self.complaints.meant(self.form.text("category"))?;
        let now = self.now?;
        if !category.nature.may_be_outage() || self.adds_to().is_some() {
            return None;
        }
        match &self.who {
            Some(who) => offer(&who.near, &who.transformer, &who.hit.area, now, self.complaints.outage, 1),
            None => {
                let place = self.place.as_ref()?;
                offer(&place.near, "", &place.area, now, self.complaints.outage, 1)
            }
        }
    }

    /// The open complaint that this call would be added to.
    pub(super) fn adds_to(&self) -> Option<&Line> {
        let (category, _) = self.complaints.meant(self.form.text("category"))?;
        self.open().iter().find(|line| line.category == category.code)
    }

    /// What is open of this caller, or at this place.
    pub(super) fn open(&self) -> &[Line] {
        let place = self.place.as_ref().map_or([].as_slice(), |place| &place.open);
        self.who.as_ref().map_or(place, |who| &who.open)
    }

    /// What of this caller, or of this place, may be reopened.
    pub(super) fn closed(&self) -> &[Line] {
        let place = self.place.as_ref().map_or([].as_slice(), |place| &place.closed);
        self.who.as_ref().map_or(place, |who| &who.closed)
    }

    /// Which of them is reopened: one of the category that is typed, else the newest.
    pub(super) fn reopens(&self) -> Option<&Line> {
        let meant = self.complaints.meant(self.form.text("category"));
        let of_category = meant.and_then(|(category, _)| self.closed().iter().find(|line| line.category == category.code));
        of_category.or(self.closed().first())
    }

    fn log(&self) -> LogComplaint {
        let text = |name: &str| self.form.text(name).to_owned();
        // Whoever is known has a name of its own; what is typed of an unknown caller is the name.
        let caller = if self.who.is_some() { String::new() } else { text("caller") };
        let said = text("priority").parse().ok().filter(|p| *p != Priority::Normal);
        LogComplaint {
            at: None,
            consumer: self.who.as_ref().map(|who| who.hit.consumer),
            place: text("place"),
            category: text("category"),
            priority: said,
            caller,
            phone: text("phone"),
            words: text("words"),
        }
    }

    fn record(&mut self, outage: Option<Offer>) -> Effect<House> {
        if !self.logs {
            return Effect::warn("calls are logged by the complaint cell or the counter");
        }
        if self.choosing() {
            return Effect::warn("take the caller first: Enter takes the lit one");
        }
        let log = self.log();
        match outage {
            None => act(log),
            Some(Offer { parent, children, .. }) => act(LogInOutage { log, outage: GroupOutage { parent, children } }),
        }
    }

    /// Enter at the caller: takes the lit one, or what else the text is.
    fn take_caller(&mut self) -> Effect<House> {
        if let Some(hit) = self.callers.get(self.lit) {
            let no = hit.consumer;
            return ask(move |view| found::context(view, no));
        }
        let typed = self.form.text("caller").to_owned();
        let digits = crate::acts::complaint::phone(&typed).unwrap_or_default();
        let is_phone = digits.len() >= 6 && typed.chars().all(|c| !c.is_alphabetic());
        if typed.is_empty() || is_phone {
            if let (true, Some(phone)) = (is_phone, self.form.field_mut("phone")) {
                phone.set(&typed);
            }
            if let (true, Some(caller)) = (is_phone, self.form.field_mut("caller")) {
                caller.clear();
            }
            self.form.focus("place");
            return if is_phone { Effect::warn("a number that nobody is known by: where is it?") } else { Effect::Nothing };
        }
        let message = "Nobody is found by that. For a street or pole leave it empty and type the place.";
        self.form.refuse(&Refusal::new("C-1", message).at("caller"));
        Effect::Nothing
    }

    pub(super) fn take_who(&mut self, who: Box<Context>) {
        if let Some(field) = self.form.field_mut("caller") {
            field.set(&who.hit.consumer.to_string());
        }
        if let Some(field) = self.form.field_mut("phone").filter(|f| f.text().is_empty()) {
            field.set(&who.hit.phone);
        }
        self.who = Some(who);
        self.callers.clear();
        if self.at() == "caller" {
            self.form.focus("category");
        }
    }

    /// Another caller: what was known of the first is known no more, its number neither.
    pub(super) fn let_go(&mut self) {
        self.callers.clear();
        if let Some(who) = self.who.take()
            && let Some(phone) = self.form.field_mut("phone").filter(|f| f.text() == who.hit.phone)
        {
            phone.clear();
        }
    }

    /// What is known of the place that was typed, once it is left.
    pub(super) fn look_at_place(&self) -> Effect<House> {
        let typed = self.form.text("place").to_owned();
        let known = self.who.is_some() || self.place.is_some() || typed.is_empty();
        if known { Effect::Nothing } else { ask(move |view| found::place(view, &typed)) }
    }

    fn next(&mut self) -> Effect<House> {
        match self.at() {
            "caller" if self.who.is_none() => return self.take_caller(),
            "caller" => {
                self.form.focus("category");
                return Effect::Nothing;
            }
            "place" => {
                self.form.focus("category");
                return Effect::Nothing;
            }
            "category" if self.complaints.meant(self.form.text("category")).is_none() => {
                let message = "Type the digit of a category; a second one names the kind.";
                self.form.refuse(&Refusal::new("M-2", message).at("category"));
                return Effect::Nothing;
            }
            _ => {}
        }
        match self.form.act(action::NEXT) {
            FormMove::Finished => self.record(None),
            _ => Effect::Nothing,
        }
    }

    /// An action while a call is being typed.
    pub(super) fn act_on_call(&mut self, action: Action, status: &Status) -> Effect<House> {
        match action {
            action::NEXT => self.next(),
            action::MAIN => self.record(None),
            OUTAGE => match self.offered() {
                Some(offer) => self.record(Some(offer)),
                None => Effect::warn("these are not an outage yet: too few are open there within the hour"),
            },
            REOPEN => match self.reopens() {
                Some(line) => Sheet::open(&forms::REOPEN, &[("complaint", line.no.to_string())], status),
                None => Effect::warn("nothing of this caller or place was closed in the last days"),
            },
            EMPTY => {
                self.empty();
                Effect::Nothing
            }
            FIND => find::pick(),
            TO_LIST => {
                self.in_list = true;
                Effect::Nothing
            }
            action::UP | action::DOWN if self.choosing() => {
                let last = self.callers.len() - 1;
                self.lit = if action == action::DOWN { (self.lit + 1).min(last) } else { self.lit.saturating_sub(1) };
                Effect::Nothing
            }
            action::BACK if self.who.is_some() && self.at() == "caller" => {
                self.let_go();
                if let Some(caller) = self.form.field_mut("caller") {
                    caller.clear();
                }
                Effect::Nothing
            }
            JOBS => work::print_jobs(Jobs::All),
            _ => match self.form.act(action) {
                FormMove::Pass => Effect::Pass,
                _ => Effect::Nothing,
            },
        }
    }

    pub(super) fn recorded(&mut self, done: &Done) -> Effect<House> {
        let mut words = Vec::new();
        for entry in &done.entries {
            match &entry.fact {
                Fact::ComplaintLogged(logged) => {
                    let sms = if logged.callback || logged.consumer.is_some() { "; SMS queued" } else { "" };
                    words.push(format!("{}, code {}, {}{sms}", logged.no, logged.code, logged.title));
                }
                Fact::ComplaintCalled(call) => words.push(format!("the call was added to {}", call.no)),
                Fact::OutageGrouped(outage) => words.push(format!("outage {} has {} more", outage.parent, outage.children.len())),
                _ => return Effect::good("recorded"),
            }
        }
        let logged = done.entries.iter().any(|e| matches!(e.fact, Fact::ComplaintLogged(_) | Fact::ComplaintCalled(_)));
        let said = words.join("; ");
        if logged {
            self.empty();
            self.last = Some(said);
            return Effect::Nothing;
        }
        Effect::good(said)
    }
}
