//! What a hub process tells of itself, in Prometheus' text form: counts and times, nothing of any person. A dozen lines of text need no
//! library of their own.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the histogram, in milliseconds.
const BOUNDS: [u64; 10] = [1, 5, 10, 25, 50, 100, 250, 1_000, 5_000, 30_000];

/// How long something took, counted by bounds.
#[derive(Debug, Default)]
pub struct Histogram {
    within: [AtomicU64; BOUNDS.len()],
    count: AtomicU64,
    micros: AtomicU64,
}

impl Histogram {
    pub fn observe(&self, took: Duration) {
        let millis = took.as_millis();
        for (bound, within) in BOUNDS.iter().zip(&self.within) {
            if millis <= u128::from(*bound) {
                within.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

/// A page of metrics.
#[derive(Debug, Default)]
pub struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a String does not fail.
        let _ = writeln!(self.0, "# HELP ebcm_hub_{name} {help}\n# TYPE ebcm_hub_{name} {kind}");
    }

    pub fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, "counter", help);
        let _ = writeln!(self.0, "ebcm_hub_{name} {value}");
    }

    pub fn gauge(&mut self, name: &str, help: &str, value: i64) {
        self.head(name, "gauge", help);
        let _ = writeln!(self.0, "ebcm_hub_{name} {value}");
    }

    /// One value for each office; their codes are capital letters and digits.
    pub fn by_office(&mut self, name: &str, help: &str, values: &BTreeMap<&str, u64>) {
        self.head(name, "gauge", help);
        for (office, value) in values {
            let _ = writeln!(self.0, "ebcm_hub_{name}{{office=\"{office}\"}} {value}");
        }
    }

    pub fn histogram(&mut self, name: &str, help: &str, histogram: &Histogram) {
        self.head(name, "histogram", help);
        let count = histogram.count.load(Ordering::Relaxed);
        for (bound, within) in BOUNDS.iter().zip(&histogram.within) {
            let (whole, part) = (bound / 1_000, bound % 1_000);
            let within = within.load(Ordering::Relaxed);
            let _ = writeln!(self.0, "ebcm_hub_{name}_bucket{{le=\"{whole}.{part:03}\"}} {within}");
        }
        let micros = histogram.micros.load(Ordering::Relaxed);
        let _ = writeln!(self.0, "ebcm_hub_{name}_bucket{{le=\"+Inf\"}} {count}");
        let _ = writeln!(self.0, "ebcm_hub_{name}_sum {}.{:06}", micros / 1_000_000, micros % 1_000_000);
        let _ = writeln!(self.0, "ebcm_hub_{name}_count {count}");
    }

    pub fn text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_prometheus_reads_it() {
        let times = Histogram::default();
        [0, 7, 7, 400, 60_000].map(Duration::from_millis).into_iter().for_each(|took| times.observe(took));
        let mut page = Page::default();
        page.counter("entries_taken_total", "Entries taken.", 12);
        page.by_office("members", "Desks.", &BTreeMap::from([("KVT", 3), ("MCY", 1)]));
        page.histogram("exchange_seconds", "Time.", &times);
        insta::assert_snapshot!(page.text(), @r#"
        # HELP ebcm_hub_entries_taken_total Entries taken.
        # TYPE ebcm_hub_entries_taken_total counter
        ebcm_hub_entries_taken_total 12
        # HELP ebcm_hub_members Desks.
        # TYPE ebcm_hub_members gauge
        ebcm_hub_members{office="KVT"} 3
        ebcm_hub_members{office="MCY"} 1
        # HELP ebcm_hub_exchange_seconds Time.
        # TYPE ebcm_hub_exchange_seconds histogram
        ebcm_hub_exchange_seconds_bucket{le="0.001"} 1
        ebcm_hub_exchange_seconds_bucket{le="0.005"} 1
        ebcm_hub_exchange_seconds_bucket{le="0.010"} 3
        ebcm_hub_exchange_seconds_bucket{le="0.025"} 3
        ebcm_hub_exchange_seconds_bucket{le="0.050"} 3
        ebcm_hub_exchange_seconds_bucket{le="0.100"} 3
        ebcm_hub_exchange_seconds_bucket{le="0.250"} 3
        ebcm_hub_exchange_seconds_bucket{le="1.000"} 4
        ebcm_hub_exchange_seconds_bucket{le="5.000"} 4
        ebcm_hub_exchange_seconds_bucket{le="30.000"} 4
        ebcm_hub_exchange_seconds_bucket{le="+Inf"} 5
        ebcm_hub_exchange_seconds_sum 60.414000
        ebcm_hub_exchange_seconds_count 5
        "#);
    }
}
