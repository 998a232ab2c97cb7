//! One step of an application on one form: its fields as the definition has them, what would come of it below, F9 records.

use std::path::Path;
use std::sync::Arc;

use super::fields::Asks;
use super::told::{self, Taken};
use super::{CARD, collect, one};
use crate::acts::Act;
use crate::acts::application::{Apply, AtOnce, TakeStep};
use crate::base::{ConsumerNo, Day, No, PaperNo, Refusal};
use crate::journal::fact::Attached;
use crate::rules::workflow::{Effect as Comes, NEW, Step, Workflow};
use crate::spool;
use crate::store::read::Card;
use crate::store::{application_rows, documents};
use crate::tui::looks::Tone;
use crate::tui::program::{Answer, Bench, House, Outcome, View, Work};
use crate::tui::screen::Effect;
use crate::tui::screens::parts::doubt::{self, Decided};
use crate::tui::screens::patterns::sheet::Planned;
use crate::tui::screens::patterns::{Found, Sure, Texts, Then, lookup};
use crate::tui::widgets::{Field, Form, Kind, Panel};

/// The field of the consumer whom a request is about.
const CONSUMER: &str = "consumer";

/// What is to be done.
#[derive(Debug, Clone)]
enum What {
    /// An application begins; with a step after it that is carried out at once (`N-7`).
    Begin { workflow: String, step: String, of_consumer: bool, at_once: Option<(String, Asks)> },
    /// The next step of one.
    Take { application: PaperNo, step: String, collects: bool },
}

/// A step as a form.
#[derive(Debug, Clone)]
pub struct Task(Arc<Asked>);

#[derive(Debug)]
struct Asked {
    what: What,
    title: String,
    intro: String,
    /// All that the form asks.
    asks: Asks,
    /// Those of the first of two steps.
    first: Asks,
    /// What stands of the application, above what would come of it.
    stands: (String, Panel),
}

/// The next step of an application: a form, or at once the money.
pub enum Next {
    Form(Task),
    Money,
    /// Bills worked out anew, on their sheet.
    Sheet,
    /// It is not open any more.
    Gone(String),
}

fn intro(workflow: &Workflow, step: &Step) -> String {
    let named = |code: &String| workflow.state(code).map_or_else(|| code.clone(), |state| format!("{} ({})", state.code, state.text));
    let to = std::iter::once(&step.to).chain(&step.to_owing).map(named).collect::<Vec<_>>().join(" or ");
    let papers: Vec<&str> = step.papers.iter().map(|paper| told::paper(*paper)).collect();
    let prints = if papers.is_empty() { String::new() } else { format!(" Prints: {}.", papers.join(", ")) };
    format!("{}: it will stand at {to}.{prints}", step.title)
}

impl Task {
    /// The form that begins an application; `at_once` names a step carried out with it.
    ///
    /// # Errors
    /// A fault of the data file.
    pub fn begin(view: &View<'_>, workflow: &str, step: &str, at_once: Option<&str>) -> Result<Option<Self>, No> {
        let Some(workflow) = view.rules().workflows.get(workflow) else { return Ok(None) };
        let Some(first) = workflow.steps_from(NEW).find(|known| known.name == step) else { return Ok(None) };
        let second = at_once.and_then(|name| workflow.step(name));
        let steps: Vec<&Step> = std::iter::once(first).chain(second).collect();
        let at_once = second.map(|step| (step.name.clone(), Asks::of(view, workflow, &[step])));
        let last = second.unwrap_or(first);
        Ok(Some(Self(Arc::new(Asked {
            title: workflow.title.clone(),
            intro: intro(workflow, last),
            asks: Asks::of(view, workflow, &steps),
            first: Asks::of(view, workflow, &[first]),
            stands: (workflow.title.clone(), Panel::new()),
            what: What::Begin { workflow: workflow.name.clone(), step: first.name.clone(), of_consumer: workflow.of_consumer, at_once },
        }))))
    }

    /// The form of an application's next step.
    ///
    /// # Errors
    /// A fault of the data file.
    pub fn next(view: &View<'_>, no: &PaperNo, step: &str) -> Result<Next, No> {
        let gone = |why: &str| Ok(Next::Gone(format!("{no} {why}")));
        let Some(application) = application_rows::read(view.conn(), no)? else { return gone("is not there any more") };
        let Some(workflow) = view.rules().workflows.get(&application.workflow) else { return gone("is of a workflow that is not there") };
        let Some(step) = workflow.open_to(&application.stand.state, view.session.roles()).find(|known| known.name == step) else {
            return gone("has gone on meanwhile: look at it again");
        };
        if step.effects.iter().any(|effect| matches!(effect, Comes::ProposeRevision | Comes::Revise)) {
            return Ok(Next::Sheet);
        }
        let person = one::person(view, &application)?;
        let collects = step.effects.contains(&Comes::Collect);
        if collects && step.asks.is_empty() {
            return Ok(Next::Money);
        }
        let panel =
            Panel::new().pair("Who", one::who(&person, application.given.text("area"))).pair("Stands at", told::stand(&application.stand));
        Ok(Next::Form(Self(Arc::new(Asked {
            title: format!("{}: {no}", step.title),
            intro: intro(workflow, step),
            asks: Asks::of(view, workflow, &[step]),
            first: Asks::default(),
            stands: (no.to_string(), panel),
            what: What::Take { application: no.clone(), step: step.name.clone(), collects },
        }))))
    }

    /// The act that the form asks for; `confirmed`: a reading far above the usual is right (`B-9`).
    fn act(&self, consumer: Option<ConsumerNo>, texts: &Texts, confirmed: bool) -> Box<dyn Act> {
        let asked = &self.0;
        match &asked.what {
            What::Take { application, step, .. } => {
                let (application, step, typed) = (application.clone(), step.clone(), asked.asks.typed(texts));
                Box::new(TakeStep { application, step, typed, handed: None, confirmed })
            }
            What::Begin { workflow, step, at_once, .. } => {
                let (workflow, begins) = (workflow.clone(), step.clone());
                let mut apply = Apply { workflow, step: begins, consumer, typed: asked.asks.typed(texts), reference: None };
                let Some((step, asks)) = at_once else { return Box::new(apply) };
                let typed = asks.typed(texts);
                // What both ask for is said of what is done.
                apply.typed =
                    asked.first.typed(texts).into_iter().filter(|(name, _)| asked.first.needs(name) || !typed.contains_key(name)).collect();
                Box::new(AtOnce { apply, step: step.clone(), typed, confirmed })
            }
        }
    }

    fn collects(&self) -> bool {
        matches!(self.0.what, What::Take { collects: true, .. })
    }

    /// What would be recorded, or why it would be refused.
    fn preview(&self, view: &View<'_>, consumer: Option<ConsumerNo>, texts: &Texts, found: &mut Found) -> Result<(), No> {
        if self.collects() {
            return Ok(());
        }
        // Files are taken into the data folder when it is recorded; till then they say nothing.
        let mut texts = texts.clone();
        self.0.asks.documents().for_each(|name| texts.put(name, String::new()));
        let texts = &texts;
        let Decided { drafts, doubt } = doubt::decide(view, |confirmed| self.act(consumer, texts, confirmed))?;
        found.doubts(doubt);
        match drafts {
            Ok(drafts) => {
                // Of two steps in one the first leads nowhere by itself.
                if let Some(last) = drafts.last() {
                    found.panel = told::comes_of(std::mem::take(&mut found.panel), &last.fact);
                }
            }
            // What is not typed yet is not wrong yet.
            Err(refusal) if refusal.field.is_some_and(|field| texts.get(field).is_empty()) => {}
            Err(refusal) => {
                found.panel = std::mem::take(&mut found.panel).note(Tone::Bad, refusal.message.clone());
                found.wrong = found.wrong.take().or(Some(refusal));
            }
        }
        Ok(())
    }
}

/// Whom a request is about.
fn whom(card: &Card) -> Panel {
    let consumer = &card.consumer;
    let supply = &consumer.supply;
    let (reading, day) = consumer.last_reading();
    let deposit = if consumer.sd.is_zero() { String::new() } else { format!(", deposit {}", consumer.sd.indian()) };
    let meter = format!("{}, last read {reading} on {}", consumer.meter.no, day.dmy());
    Panel::new()
        .pair("Who", one::who(&card.personal, &supply.area))
        .pair("Supply", format!("{}, {} kW, {meter}", supply.category, supply.load_kw.normalize()))
        .pair("Account", format!("{}, {}{deposit}", consumer.status, lookup::balance(consumer.balance)))
}

/// The files that are named, taken into the data folder.
fn keep_documents(bench: &Bench<'_>, asks: &Asks, mut texts: Texts) -> Result<Texts, No> {
    let most = u64::from(bench.desk.rules().profile.revision.documents.kilobytes) * 1_024;
    for name in asks.documents() {
        let typed = texts.owned(name);
        let files = typed.split(';').map(str::trim).filter(|file| !file.is_empty());
        let kept = files.map(|file| documents::keep(bench.desk.store().dir(), Path::new(file), most)).collect::<Result<Vec<_>, _>>()?;
        texts.put(name, Attached::written(&kept));
    }
    Ok(texts)
}

/// The act, with its papers in the spool.
pub fn carry_out(bench: &mut Bench<'_>, act: &dyn Act) -> Result<Outcome, No> {
    let workflows = bench.desk.rules().workflows.clone();
    let (settings, session) = (bench.settings, bench.session);
    let done = bench.desk.act(session, act, &|entries| {
        let mut jobs = spool::at_once(settings, session, entries);
        jobs.extend(spool::of_step(settings, session, &workflows, entries));
        jobs
    })?;
    Ok(Outcome::Gave(Answer::of(Taken::new(done, &workflows))))
}

impl Planned for Task {
    fn name(&self) -> &'static str {
        CARD.name
    }

    fn title(&self) -> &str {
        &self.0.title
    }

    fn intro(&self) -> &str {
        &self.0.intro
    }

    fn fields(&self, _: &Texts, today: Day) -> Vec<Field> {
        let consumer = Field::new(CONSUMER, "Consumer", Kind::Text(24)).hint("number, or words of name and house");
        let consumer = matches!(self.0.what, What::Begin { of_consumer: true, .. }).then_some(consumer);
        consumer.into_iter().chain(self.0.asks.fields(today)).collect()
    }

    fn look(&self, texts: &Texts, view: &View<'_>) -> Result<Found, No> {
        let mut found = Found { title: self.0.stands.0.clone(), panel: self.0.stands.1.clone(), ..Found::default() };
        let mut consumer = None;
        if matches!(self.0.what, What::Begin { of_consumer: true, .. }) {
            let Some(card) = lookup::look_up(view, texts, CONSUMER, &mut found)? else { return Ok(found) };
            consumer = Some(card.consumer.no);
            // In few lines: what would come of it is to be seen without a larger window.
            found.panel = whom(&card);
        }
        self.0.asks.read(texts, view.today(), &mut found);
        if found.wrong.is_none() {
            // As the fields will hold it: a category's code for its place.
            let mut texts = texts.clone();
            found.put.iter().for_each(|(name, text)| texts.put(name, text.clone()));
            self.preview(view, consumer, &texts, &mut found)?;
        }
        Ok(found)
    }

    fn sure(&self, _: &Texts, found: &Found) -> Option<Sure> {
        (!found.doubt.is_empty()).then(|| found.asked(String::new(), String::new()))
    }

    fn record(&self, _: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
        let (task, texts) = (self.clone(), texts.clone());
        if let What::Take { application, step, collects: true } = &self.0.what {
            let (no, step, typed) = (application.clone(), step.clone(), self.0.asks.typed(&texts));
            return Ok(Effect::Replace(collect::screen(no, step, typed)));
        }
        // A reading that is to be confirmed was asked about just now.
        Ok(Effect::Act(Work::new(move |bench| {
            let typed = texts.get(CONSUMER);
            let consumer = if typed.is_empty() { None } else { Some(lookup::consumer_of(bench, typed, CONSUMER)?) };
            let texts = keep_documents(bench, &task.0.asks, texts)?;
            carry_out(bench, task.act(consumer, &texts, true).as_ref())
        })))
    }

    fn said(&self, outcome: &Outcome) -> String {
        Taken::of(outcome).map(Taken::said).unwrap_or_default()
    }

    fn then(&self) -> Then {
        Then::Close
    }

    /// A new application is shown, so that its next step can be taken.
    fn after(&self, outcome: &Outcome) -> Option<Effect<House>> {
        let begins = matches!(self.0.what, What::Begin { .. });
        let no = Taken::of(outcome).and_then(Taken::application).filter(|_| begins)?;
        Some(Effect::Replace(one::screen(no.clone())))
    }
}
