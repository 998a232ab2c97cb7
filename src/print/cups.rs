//! The print service of the system, by its own commands.

use std::io::ErrorKind;
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;

use super::device::{Job, PrinterFault};
use super::measure::Mil;
use super::target::{Format, Queue};

/// Hands a paper to a queue. From then on the print service keeps it.
pub(super) async fn send(job: &Job, queue: &Queue, patience: Duration) -> Result<(), PrinterFault> {
    let mut command = of_server("lp", queue);
    command.args(["-d", &queue.name, "-t", &job.name]);
    match job.format {
        // The bytes are the printer's own: nothing may be changed on the way.
        Format::Escp => command.args(["-o", "raw"]),
        Format::Pdf => command.args(["-o", &media(job.width, job.height), "-o", "print-scaling=none"]),
    };
    command.args(["--", "-"]);
    let output = run(command, &job.bytes, patience).await.map_err(|fault| fault.unwrap_or(PrinterFault::NoService))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().trim_start_matches("lp: ").to_owned();
    // Without a print service, too, lp says that the queue does not exist.
    if !is_running(queue, patience).await {
        return Err(PrinterFault::NoService);
    }
    if said.contains("does not exist") || said.contains("not-found") {
        return Err(PrinterFault::NoQueue(queue.name.clone()));
    }
    Err(PrinterFault::QueueSaid { queue: queue.name.clone(), said })
}

/// What is wrong with a queue that took a paper, in the print service's words; `None` while nothing is.
///
/// A queue takes papers also while its printer is away: this is for the status bar.
pub async fn trouble(queue: &Queue, patience: Duration) -> Option<String> {
    let mut command = of_server("lpstat", queue);
    command.args(["-p", &queue.name]);
    let output = run(command, &[], patience).await.ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut lines = text.lines().map(str::trim);
    let first = lines.next()?;
    if first.contains("is idle") {
        return None;
    }
    let reason = lines.next().filter(|line| !line.is_empty());
    match reason {
        // While it prints, the second line tells of progress, or of what it waits for.
        Some(reason) if first.contains("disabled") || reason.contains("not exist") || reason.contains("Waiting") => Some(reason.to_owned()),
        None if first.contains("disabled") => Some("the queue is stopped".to_owned()),
        _ => None,
    }
}

async fn is_running(queue: &Queue, patience: Duration) -> bool {
    let mut command = of_server("lpstat", queue);
    command.arg("-r");
    run(command, &[], patience).await.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("is running"))
}

fn of_server(tool: &str, queue: &Queue) -> Command {
    let mut command = Command::new(tool);
    if let Some(server) = &queue.server {
        command.args(["-h", server]);
    }
    command
}

/// Runs a command of the print service. `Err(None)` where it does not end in time.
async fn run(mut command: Command, input: &[u8], patience: Duration) -> Result<Output, Option<PrinterFault>> {
    command.env("LC_ALL", "C").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => Some(PrinterFault::NoLp),
        _ => None,
    })?;
    let work = async {
        if let Some(mut stdin) = child.stdin.take() {
            // A command that ends before it has read all says why on its error output.
            let _ = stdin.write_all(input).await;
        }
        child.wait_with_output().await
    };
    timeout(patience, work).await.map_err(|_| None)?.map_err(|_| None)
}

/// The paper's size as the print service names it.
fn media(width: Mil, height: Mil) -> String {
    let a4 = |side: Mil, of: i32| (side.0 - of).abs() < 10;
    if a4(width, 8_268) && a4(height, 11_693) || a4(width, 11_693) && a4(height, 8_268) {
        return "media=A4".into();
    }
    let inches = |side: Mil| side.to_string().trim_end_matches('0').trim_end_matches('.').to_owned();
    format!("media=Custom.{}x{}in", inches(width), inches(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_print_service_is_told_the_size_of_the_paper() {
        assert_eq!(media(Mil::inches(10), Mil::inches(4)), "media=Custom.10x4in");
        assert_eq!(media(Mil(8_268), Mil(11_693)), "media=A4");
        assert_eq!(media(Mil(8_500), Mil::inches(12)), "media=Custom.8.5x12in");
    }
}
