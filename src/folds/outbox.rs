//! What is to be told to whom by SMS: a message's template and the paper that fills it. Numbers to send to stand with the personal details.

use std::borrow::Cow;

use crate::base::{ConsumerNo, PaperNo};
use crate::journal::fact::{ConsumerClosed, Effected, Fact, Notice};
use crate::rules::workflow::{Hand, Stand};

/// A message that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub template: Cow<'static, str>,
    /// The number of what it is about.
    pub paper: String,
    pub consumer: Option<ConsumerNo>,
}

/// The messages that a fact gives.
pub fn messages_of(fact: &Fact) -> Vec<Message> {
    let one = |template: &'static str, paper: String, consumer| vec![Message { template: template.into(), paper, consumer }];
    let of = |template: Option<Cow<'static, str>>, paper: &PaperNo, consumer| {
        template.map(|template| Message { template, paper: paper.to_string(), consumer }).into_iter().collect()
    };
    match fact {
        Fact::ComplaintLogged(logged) if logged.callback || logged.consumer.is_some() => {
            one("complaint-logged", logged.no.to_string(), logged.consumer)
        }
        Fact::ComplaintRectified(rectified) => one("complaint-rectified", rectified.no.to_string(), rectified.consumer),
        Fact::ComplaintReopened(reopened) => one("complaint-reopened", reopened.no.to_string(), reopened.consumer),
        Fact::ApplicationMade(made) => {
            let told = told(&made.stand, &made.done, true).filter(|_| made.stand.waits != Some(Hand::Applicant));
            of(told, &made.no, made.consumer)
        }
        Fact::ApplicationStep(step) => of(told(&step.stand, &step.done, step.applicant), &step.no, step.consumer),
        Fact::ConsumerClosed(closed) => noticed(closed),
        Fact::Reclosed(again) => noticed(&again.closed),
        _ => Vec::new(),
    }
}

/// What is told of a step: what its workflow says of the state that it led to; else what is to be paid or expected next, what has come of it. Steps within the office are not told, nor what
/// the applicant did at the portal; `theirs` says that they applied with it.
fn told(stand: &Stand, done: &[Effected], theirs: bool) -> Option<Cow<'static, str>> {
    if let Some(template) = &stand.sms {
        return Some(template.clone().into());
    }
    let of = |effect: &Effected| match effect {
        Effected::Demanded(_) => Some("demand-note"),
        Effected::Inspection { .. } => Some("site-inspection"),
        Effected::NumberMade(_) => Some("consumer-number"),
        Effected::Connected(_) | Effected::WentLive => Some("supply-on"),
        Effected::Extended { .. } => Some("supply-extended"),
        Effected::TemporarySettled(_) | Effected::ConnectionEnded(_) | Effected::BillStopped(_) => Some("final-bill"),
        Effected::PersonChanged | Effected::SupplyChanged(_) => Some("change-made"),
        _ => None,
    };
    let told = done.iter().rev().find_map(of).or(match stand.waits {
        Some(Hand::Applicant) => (!theirs).then_some("application-returned"),
        None => Some("application-closed"),
        Some(_) if theirs => Some("application-received"),
        Some(_) => None,
    });
    told.map(Cow::Borrowed)
}

/// A notice is told as it is made (`L-15`); whether it still stands is looked at when the message is sent.
fn noticed(closed: &ConsumerClosed) -> Vec<Message> {
    let message = |notice: &Notice| Message { template: "notice".into(), paper: notice.no.to_string(), consumer: Some(closed.consumer) };
    closed.notice.iter().map(message).collect()
}
