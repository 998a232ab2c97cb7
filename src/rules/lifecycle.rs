//! A consumer's life: which event leads from which status to which (`L-5` to `L-18`). One table, from which the program, its
//! help and its refusals speak; what is not in it does not happen.

use super::role::Role;
use super::status::{Status, Step};
use crate::base::{ConsumerNo, Refusal};

/// What happens to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// A receipt, an approved credit, a revision or a set-off leaves nothing outstanding; or a first instalment is paid (`L-18`).
    Paid,
    /// A cheque that had settled the account came back (`L-12`).
    Dishonoured,
    /// The receipt that had settled the account was another consumer's (`C-11`).
    MovedAway,
    /// The close found dues outstanding.
    ClosedUnpaid,
    /// The close found nothing outstanding.
    ClosedPaid,
    /// The supply was cut for non-payment.
    Cut,
    /// A cut was recorded by mistake.
    CutMistaken,
    /// A payment that arrived late shows that the supply need not have been cut (`L-13`).
    CutUndue,
    /// The supply was put on again, with a reading.
    Reconnected,
    /// The final reading of a connection that ended was taken.
    FinalRead,
    /// The connection ended on the consumer's request.
    Ended,
    /// Billing was stopped, the fuse taken out safely.
    StopBill,
    /// A stopped connection is admitted again.
    Reactivated,
    /// That admission is taken back, neither paid for nor put on.
    ReactivationWithdrawn,
    /// The deposit is paid and the supply is on again, with a reading.
    Energised,
    /// The service connection order was served.
    Ordered,
    /// The order was executed: the meter is up, the supply on.
    Connected,
    /// A temporary connection got a later last date.
    Extended,
    /// A temporary connection ended, its final bill set against the advance.
    TemporaryEnded,
    /// A new occupant applied for Government quarters that stand stopped.
    Claimed,
    /// That application came to nothing.
    Released,
}

impl Event {
    /// What was to be done, at the head of a refusal.
    pub const fn work(self) -> &'static str {
        match self {
            Self::Paid => "A payment of dues",
            Self::Dishonoured => "A dishonoured cheque",
            Self::MovedAway => "Moving a receipt away",
            Self::ClosedUnpaid | Self::ClosedPaid => "The month close",
            Self::Cut => "A disconnection",
            Self::CutMistaken => "Taking back a disconnection",
            Self::CutUndue => "A payment that arrived late",
            Self::Reconnected => "A reconnection",
            Self::FinalRead => "A final reading",
            Self::Ended => "A permanent disconnection on request",
            Self::StopBill => "A stop-bill",
            Self::Reactivated => "A reactivation",
            Self::ReactivationWithdrawn => "Withdrawing a reactivation",
            Self::Energised => "Putting the supply on again",
            Self::Ordered => "A service connection order",
            Self::Connected => "The execution of a service connection order",
            Self::Extended => "An extension",
            Self::TemporaryEnded => "The settlement of a temporary connection",
            Self::Claimed => "A new occupant's application",
            Self::Released => "Rejecting a new occupant's application",
        }
    }
}

impl Event {
    /// Why a status changed, in a history.
    pub const fn because(self) -> &'static str {
        match self {
            Self::Paid => "nothing is outstanding any more",
            Self::Dishonoured => "the cheque that had paid it came back",
            Self::MovedAway => "the receipt that had paid it was another consumer's",
            Self::ClosedUnpaid => "the close found dues outstanding",
            Self::ClosedPaid => "it was not reconnected by the close",
            Self::Cut => "the supply was cut for non-payment",
            Self::CutMistaken => "the cut was recorded by mistake",
            Self::CutUndue => "the supply was cut though it was paid",
            Self::Reconnected => "the supply is on again",
            Self::FinalRead => "the final reading is taken",
            Self::Ended => "the connection ended on request",
            Self::StopBill => "billing is stopped on request",
            Self::Reactivated => "it is admitted again",
            Self::ReactivationWithdrawn => "its reactivation is withdrawn",
            Self::Energised => "the deposit is paid and the supply is on",
            Self::Ordered => "the service connection order is served",
            Self::Connected => "the order is executed",
            Self::Extended => "its last date is later now",
            Self::TemporaryEnded => "its time is over and it is settled",
            Self::Claimed => "a new occupant applied",
            Self::Released => "the new occupant's application came to nothing",
        }
    }
}

/// Which statuses a line of the table is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Only(Status),
    Dis,
    Pnr,
    /// Whatever a connection may be while it has not ended: active, belated, cut, paid and still cut.
    Standing,
    /// A temporary connection that is supplied.
    Temporary,
    /// Disconnected for the profile's last step.
    LastDis,
    LastPnr,
}

/// Whether something is outstanding after the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum If {
    Always,
    Unpaid,
    Paid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    Is(Status),
    /// Disconnected, of the same step.
    Dis,
    /// Paid but not reconnected, of the same step.
    Pnr,
    /// The next step of the same chain.
    Next,
    Stays,
}

/// One line: from, event, condition, to, by whom, rule.
#[derive(Debug, Clone, Copy)]
pub struct Change {
    from: Origin,
    pub event: Event,
    when: If,
    to: To,
    /// Who brings it about; empty: the program itself.
    pub by: &'static [Role],
    pub rule: &'static str,
}

const fn line(from: Origin, event: Event, when: If, to: To, by: &'static [Role], rule: &'static str) -> Change {
    Change { from, event, when, to, by, rule }
}

const BCC: &[Role] = &[Role::Bcc];
const JE: &[Role] = &[Role::Je];
const AE: &[Role] = &[Role::Ae];
const PROGRAM: &[Role] = &[];

use Event::{
    Claimed, ClosedPaid, ClosedUnpaid, Connected, Cut, CutMistaken, CutUndue, Dishonoured, Ended, Energised, Extended, FinalRead,
    MovedAway, Ordered, Paid, Reactivated, ReactivationWithdrawn, Reconnected, Released, StopBill, TemporaryEnded,
};
use If::Always;
use Origin::{LastDis, LastPnr, Only};
use Status::{Blog, Bltd, Deaa, Dear, Disc, Disp, Extn, Gvac, Live, New, Pdnp, Pdor, Sco, Sdp, Stbl, Stbp, Stsd, Tap, Tcc};
use To::{Is, Next, Stays};

/// The table. The first line that fits is the one that holds.
pub const TABLE: &[Change] = &[
    // The month close.
    line(Only(Live), ClosedUnpaid, Always, Is(Bltd), BCC, "L-6"),
    line(Only(Bltd), ClosedUnpaid, Always, Is(Status::Dis(Step::FIRST)), BCC, "L-7"),
    line(LastDis, ClosedUnpaid, Always, Is(Pdnp), BCC, "L-8"),
    line(Origin::Dis, ClosedUnpaid, Always, Next, BCC, "L-8"),
    line(LastPnr, ClosedPaid, Always, Is(Deaa), BCC, "L-9"),
    line(Origin::Pnr, ClosedPaid, Always, Next, BCC, "L-9"),
    // Between the closes.
    line(Only(Bltd), Paid, Always, Is(Live), PROGRAM, "L-12"),
    line(Origin::Dis, Paid, Always, To::Pnr, PROGRAM, "L-12"),
    line(Only(Pdnp), Paid, Always, Is(Deaa), PROGRAM, "L-12"),
    line(Only(Blog), Paid, Always, Is(Deaa), PROGRAM, "L-12"),
    line(Only(Pdor), Paid, Always, Is(Dear), PROGRAM, "L-12"),
    line(Only(Stbl), Paid, Always, Is(Stbp), PROGRAM, "L-12"),
    line(Only(Bltd), Cut, Always, Is(Status::Dis(Step::FIRST)), JE, "L-15"),
    line(Only(Status::Dis(Step::FIRST)), CutMistaken, Always, Is(Bltd), JE, "L-12"),
    line(Only(Live), CutUndue, Always, Is(Status::Pnr(Step::FIRST)), PROGRAM, "L-13"),
    line(Origin::Pnr, Reconnected, Always, Is(Live), JE, "L-12"),
    line(Only(Pdnp), FinalRead, Always, Stays, JE, "L-12"),
    line(Origin::Standing, Ended, If::Unpaid, Is(Pdor), JE, "L-12"),
    line(Origin::Standing, Ended, If::Paid, Is(Dear), JE, "L-12"),
    line(Origin::Standing, StopBill, If::Unpaid, Is(Stbl), JE, "L-12"),
    line(Origin::Standing, StopBill, If::Paid, Is(Stbp), JE, "L-12"),
    line(Only(Stbp), Reactivated, Always, Is(Stsd), AE, "L-12"),
    line(Only(Stsd), Energised, Always, Is(Live), JE, "L-12"),
    line(Only(Stsd), ReactivationWithdrawn, Always, Is(Stbp), AE, "L-12"),
    // Undone already by what was taken back meanwhile: the application alone is left to end.
    line(Only(Stbl), ReactivationWithdrawn, Always, Stays, AE, "L-12"),
    line(Only(Stbp), ReactivationWithdrawn, Always, Stays, AE, "L-12"),
    // Government quarters: a new occupant.
    line(Only(Stbp), Claimed, Always, Is(Gvac), JE, "N-4"),
    line(Only(Gvac), Released, Always, Is(Stbp), AE, "N-4"),
    line(Only(Gvac), Reactivated, Always, Is(Stsd), AE, "N-4"),
    // Before a connection is active.
    line(Only(Sdp), Ordered, Always, Is(Sco), AE, "N-3"),
    line(Only(Sco), Connected, Always, Is(Live), JE, "N-3"),
    // Temporary connections.
    line(Only(Tap), Ordered, Always, Is(Tcc), AE, "N-5"),
    line(Only(Tcc), Connected, Always, Is(New), JE, "N-5"),
    line(Origin::Temporary, Extended, Always, Is(Extn), JE, "N-6"),
    line(Origin::Temporary, TemporaryEnded, If::Unpaid, Is(Disp), JE, "N-6"),
    line(Origin::Temporary, TemporaryEnded, If::Paid, Is(Disc), JE, "N-6"),
    line(Only(Disp), Paid, Always, Is(Disc), PROGRAM, "N-6"),
    // A payment that is taken back.
    line(Only(Live), Dishonoured, Always, Is(Bltd), BCC, "L-12"),
    line(Origin::Pnr, Dishonoured, Always, To::Dis, BCC, "L-12"),
    line(Only(Deaa), Dishonoured, Always, Is(Pdnp), BCC, "L-12"),
    line(Only(Dear), Dishonoured, Always, Is(Pdor), BCC, "L-12"),
    line(Only(Stbp), Dishonoured, Always, Is(Stbl), BCC, "L-12"),
    line(Only(Stsd), Dishonoured, Always, Is(Stbl), BCC, "L-12"),
    line(Only(Disc), Dishonoured, Always, Is(Disp), BCC, "N-6"),
    // As after a dishonour, but who did not pay late is not belated before the close says so (L-6).
    line(Origin::Pnr, MovedAway, Always, To::Dis, AE, "C-11"),
    line(Only(Deaa), MovedAway, Always, Is(Pdnp), AE, "C-11"),
    line(Only(Dear), MovedAway, Always, Is(Pdor), AE, "C-11"),
    line(Only(Stbp), MovedAway, Always, Is(Stbl), AE, "C-11"),
    line(Only(Stsd), MovedAway, Always, Is(Stbl), AE, "C-11"),
    line(Only(Disc), MovedAway, Always, Is(Disp), AE, "C-11"),
];

impl Origin {
    fn fits(self, status: Status, steps: u8) -> bool {
        match (self, status) {
            (Self::Only(only), _) => only == status,
            (Self::Dis | Self::Standing, Status::Dis(_)) | (Self::Pnr | Self::Standing, Status::Pnr(_)) => true,
            (Self::Standing, Status::Live | Status::Bltd) | (Self::Temporary, New | Extn) => true,
            (Self::LastDis, Status::Dis(step)) | (Self::LastPnr, Status::Pnr(step)) => step.number() >= steps,
            _ => false,
        }
    }

    fn code(self) -> String {
        match self {
            Self::Only(status) => status.code(),
            Self::Dis => "DISn".to_owned(),
            Self::Pnr => "PNRn".to_owned(),
            Self::Standing => "LIVE, BLTD, DISn, PNRn".to_owned(),
            Self::Temporary => "NEW, EXTN".to_owned(),
            Self::LastDis => "last DISn".to_owned(),
            Self::LastPnr => "last PNRn".to_owned(),
        }
    }

    fn words(self) -> String {
        match self {
            Self::Only(status) => format!("{status} ({})", status.words()),
            Self::Standing => [Self::Only(Live), Self::Only(Bltd), Self::Dis, Self::Pnr].map(Self::words).join(", "),
            Self::Temporary => [Self::Only(New), Self::Only(Extn)].map(Self::words).join(", "),
            Self::Dis | Self::LastDis => "DIS1 to DIS5 (disconnected)".to_owned(),
            Self::Pnr | Self::LastPnr => "PNR1 to PNR5 (paid but not reconnected)".to_owned(),
        }
    }
}

impl Change {
    fn leads(&self, from: Status, steps: u8) -> Option<Status> {
        match (self.to, from) {
            (To::Is(status), _) => Some(status),
            (To::Dis, Status::Pnr(step)) => Some(Status::Dis(step)),
            (To::Pnr, Status::Dis(step)) => Some(Status::Pnr(step)),
            (To::Next, Status::Dis(step)) => step.next(steps).map(Status::Dis),
            (To::Next, Status::Pnr(step)) => step.next(steps).map(Status::Pnr),
            (To::Stays, status) => Some(status),
            _ => None,
        }
    }

    /// The line as a table shows it: from, what happens, to, by whom, rule.
    pub fn cells(&self) -> [String; 5] {
        let condition = match self.when {
            If::Always => "",
            If::Unpaid => ", dues outstanding",
            If::Paid => ", nothing outstanding",
        };
        let to = match self.to {
            To::Is(status) => status.code(),
            To::Dis => "DISn".to_owned(),
            To::Pnr => "PNRn".to_owned(),
            To::Next => "the next month's step".to_owned(),
            To::Stays => self.from.code(),
        };
        let by = match self.by {
            [] => "by itself".to_owned(),
            roles => roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(", "),
        };
        [self.from.code(), format!("{}{condition}", self.event.work()), to, by, self.rule.to_owned()]
    }
}

impl Status {
    /// What the event makes of it; `None` where the table has no such line. `steps`: the profile's, 1 to 5.
    pub fn after(self, event: Event, outstanding: bool, steps: u8) -> Option<Self> {
        let when = |condition: If| match condition {
            If::Always => true,
            If::Unpaid => outstanding,
            If::Paid => !outstanding,
        };
        TABLE.iter().find(|c| c.event == event && when(c.when) && c.from.fits(self, steps))?.leads(self, steps)
    }

    /// The line by which one of these events led from this status to that; `None` where none did.
    pub fn led_to(self, to: Self, events: &[Event]) -> Option<&'static Change> {
        let own = if let Self::Dis(step) | Self::Pnr(step) = self { step } else { Step::LAST };
        // How many steps the profile had then, its end says.
        let leads = |c: &Change, steps: u8| c.from.fits(self, steps) && c.leads(self, steps) == Some(to);
        TABLE.iter().find(|c| events.contains(&c.event) && (leads(c, Step::LAST.number()) || leads(c, own.number())))
    }

    /// The same for an event that counts no steps and asks for no dues.
    pub fn led_by(self, event: Event) -> Option<Self> {
        self.after(event, true, Step::LAST.number())
    }

    /// What it becomes after such an event, which leaves the other statuses as they are.
    #[must_use]
    pub fn or_stays(self, event: Event) -> Self {
        self.led_by(event).unwrap_or(self)
    }

    /// The same, where only what stands in the table may be: else a refusal that says what the status is and what would be needed (`L-12`).
    ///
    /// # Errors
    /// The table has no line for this status and event.
    pub fn must(self, event: Event, outstanding: bool, steps: u8, no: ConsumerNo) -> Result<Self, Refusal> {
        self.after(event, outstanding, steps).ok_or_else(|| {
            let mut needed: Vec<String> = Vec::new();
            for change in TABLE.iter().filter(|c| c.event == event) {
                let words = change.from.words();
                if !needed.contains(&words) {
                    needed.push(words);
                }
            }
            let message = format!("{no} is {self} ({}). {} is for {}.", self.words(), event.work(), needed.join(", "));
            Refusal::new("L-12", message).at("consumer")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(status: &str, event: Event, outstanding: bool) -> Option<String> {
        status.parse::<Status>().expect("a status").after(event, outstanding, 5).map(Status::code)
    }

    #[test]
    fn the_table_of_the_chapter() {
        for (from, event, outstanding, to) in [
            ("LIVE", ClosedUnpaid, true, Some("BLTD")),
            ("BLTD", ClosedUnpaid, true, Some("DIS1")),
            ("DIS1", ClosedUnpaid, true, Some("DIS2")),
            ("DIS5", ClosedUnpaid, true, Some("PDNP")),
            ("PNR1", ClosedPaid, false, Some("PNR2")),
            ("PNR5", ClosedPaid, false, Some("DEAA")),
            ("BLTD", Paid, false, Some("LIVE")),
            ("DIS3", Paid, false, Some("PNR3")),
            ("PDNP", Paid, false, Some("DEAA")),
            ("PDOR", Paid, false, Some("DEAR")),
            ("BLOG", Paid, false, Some("DEAA")),
            ("STBL", Paid, false, Some("STBP")),
            ("LIVE", Paid, false, None),
            ("BLTD", Cut, true, Some("DIS1")),
            ("LIVE", Cut, true, None),
            ("PNR2", Reconnected, false, Some("LIVE")),
            ("DIS2", Reconnected, true, None),
            ("DIS1", CutMistaken, true, Some("BLTD")),
            ("DIS2", CutMistaken, true, None),
            ("PDNP", FinalRead, true, Some("PDNP")),
            ("DIS4", Ended, true, Some("PDOR")),
            ("PNR4", Ended, false, Some("DEAR")),
            ("PDNP", Ended, true, None),
            ("LIVE", StopBill, false, Some("STBP")),
            ("BLTD", StopBill, true, Some("STBL")),
            ("STBP", Reactivated, false, Some("STSD")),
            ("STSD", Energised, false, Some("LIVE")),
            ("STSD", ReactivationWithdrawn, false, Some("STBP")),
            ("STBL", ReactivationWithdrawn, true, Some("STBL")),
            ("STBP", ReactivationWithdrawn, false, Some("STBP")),
            ("LIVE", ReactivationWithdrawn, false, None),
            ("LIVE", Dishonoured, true, Some("BLTD")),
            ("PNR3", Dishonoured, true, Some("DIS3")),
            ("DEAA", Dishonoured, true, Some("PDNP")),
            ("LIVE", MovedAway, true, None),
            ("STSD", MovedAway, true, Some("STBL")),
            ("STBP", Claimed, false, Some("GVAC")),
            ("GVAC", Reactivated, false, Some("STSD")),
            ("GVAC", Released, false, Some("STBP")),
            ("SDP", Ordered, false, Some("SCO")),
            ("SCO", Connected, false, Some("LIVE")),
            ("SDP", Connected, false, None),
            ("TAP", Ordered, false, Some("TCC")),
            ("TCC", Connected, false, Some("NEW")),
            ("EXTN", Extended, false, Some("EXTN")),
            ("NEW", TemporaryEnded, true, Some("DISP")),
            ("EXTN", TemporaryEnded, false, Some("DISC")),
            ("DISP", Paid, false, Some("DISC")),
            ("LIVE", TemporaryEnded, false, None),
        ] {
            assert_eq!(after(from, event, outstanding).as_deref(), to, "{from} {event:?}");
        }
    }

    #[test]
    fn a_profile_with_fewer_steps_ends_sooner() {
        let dis2: Status = "DIS2".parse().expect("a status");
        assert_eq!(dis2.after(ClosedUnpaid, true, 2), Some(Pdnp));
        assert_eq!(dis2.after(ClosedUnpaid, true, 3).map(Status::code).as_deref(), Some("DIS3"));
    }

    #[test]
    fn a_refusal_says_what_would_be_needed() {
        let no: ConsumerNo = "010000425".parse().expect("a number");
        let refusal = Live.must(Reconnected, false, 5, no).expect_err("refused");
        assert_eq!(refusal.message, "010000425 is LIVE (active). A reconnection is for PNR1 to PNR5 (paid but not reconnected).");
    }
}
