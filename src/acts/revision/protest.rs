//! The request that begins with a payment under protest (`C-13`).

use crate::acts::application::{Leads, stand};
use crate::acts::{Draft, Moment};
use crate::base::No;
use crate::folds::Consumer;
use crate::journal::Fact;
use crate::journal::fact::{ApplicationMade, Effected, Paid};
use crate::rules::workflow::{Given, REVISION, Value};

/// The step that it begins with.
const STEP: &str = "protest";

/// The request about the bill that was paid under protest, or about the last one where dues were; it has its number from the receipt. None
/// where no bill is there, or where that one is under request already.
pub fn request(consumer: &Consumer, paid: &Paid, moment: &Moment) -> Result<Option<Draft>, No> {
    let Some(protest) = &paid.protest else { return Ok(None) };
    let bill = protest.bill.as_ref().or(consumer.last_bill.as_ref().map(|bill| &bill.no));
    let (Some(no), Some(bill)) = (&protest.request, bill) else { return Ok(None) };
    let workflow = moment.rules.workflows.get(REVISION);
    let Some((workflow, step)) = workflow.and_then(|workflow| Some((workflow, workflow.step(STEP)?))) else { return Ok(None) };
    if consumer.dispute_of(bill).is_some() {
        return Ok(None);
    }
    let mut given = Given::default();
    given.put("bill", Value::Text(bill.to_string()));
    given.put("about", Value::Text("other".to_owned()));
    given.put("details", Value::Text(protest.reason.clone()));
    let made = ApplicationMade {
        no: no.clone(),
        workflow: workflow.name.clone(),
        title: workflow.title.clone(),
        office: moment.desk.office().to_owned(),
        step: step.name.clone(),
        todo: workflow.todo,
        step_title: step.title.clone(),
        stand: stand(moment, workflow, step, Leads::default())?,
        consumer: Some(consumer.no),
        reference: None,
        by_receipt: Some(paid.receipt.no.clone()),
        given,
        done: vec![Effected::Disputed { bill: bill.clone() }],
    };
    Ok(Some(Fact::ApplicationMade(Box::new(made)).into()))
}
