//! Credit and collection of a consumer: what is owed and held, what was ordered, how far it went (`R-5`).

use ratatui::layout::Rect;

use crate::base::Day;
use crate::tui::canvas::Canvas;
use crate::tui::looks::Tone;
use crate::tui::screens::parts::who::Who;
use crate::tui::screens::patterns::lookup;
use crate::tui::widgets::Panel;

pub fn draw(canvas: &mut Canvas<'_>, area: Rect, who: &Who) {
    let money = panel_of_money(who);
    let height = money.height().min(area.height);
    money.draw(canvas, Rect { height, width: area.width.min(40), ..area });
    if height + 1 < area.height {
        canvas.rule(area, height, "Orders and notices");
        let below = Rect { y: area.y + height + 1, height: area.height - height - 1, ..area };
        orders(who).draw(canvas, below);
    }
}

fn panel_of_money(who: &Who) -> Panel {
    let consumer = who.consumer();
    Panel::new()
        .pair("Account", lookup::balance(consumer.balance))
        .money("Disputed", consumer.disputed)
        .money("Put off", who.later())
        .money("Deposit", consumer.sd)
        .money("Payoff", who.payoff())
}

fn orders(who: &Who) -> Panel {
    let consumer = who.consumer();
    let day = |day: Option<Day>| day.map_or_else(|| "none".to_owned(), Day::dmy);
    let mut panel = Panel::new().pair("Status", format!("{} {}", consumer.status.code(), consumer.status.words()));
    if let Some(bill) = &consumer.last_bill {
        panel = panel.pair("Last bill", format!("{} of {}, payable {}", bill.no, bill.day.dmy(), bill.payable.indian()));
    }
    if let Some(receipt) = &consumer.last_receipt {
        panel = panel.pair("Last paid", format!("{} on {}, {}", receipt.no, receipt.day.dmy(), receipt.amount.indian()));
    }
    if let Some(notice) = &consumer.notice {
        panel = panel.pair("Notice", format!("{}, served {}, may be cut from {}", notice.no, notice.served.dmy(), notice.cut_from.dmy()));
    }
    if consumer.disconnected_on.is_some() {
        panel = panel.pair("Cut on", day(consumer.disconnected_on));
    }
    if let Some(order) = &consumer.order {
        let parts: Vec<String> = order.parts.iter().map(|part| format!("{} by {}", part.amount.indian(), part.day.dmy())).collect();
        panel = panel.pair("Instalments", format!("{}: {}", order.no, parts.join(", ")));
    }
    if let Some(until) = consumer.cash_only_until {
        panel = panel.pair("Cash only", format!("until {}: a cheque was dishonoured", until.dmy()));
    }
    who.notices.iter().fold(panel, |panel, (tone, text)| panel.note(if *tone == Tone::Good { Tone::Warn } else { *tone }, text.clone()))
}
