//! Times: every form is read back, and what `chrono` reads too is the same moment.
#![no_main]

use aws_sso_wasm::encode::timestamp::Timestamp;
use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use libfuzzer_sys::fuzz_target;
use std::time::Duration;

fuzz_target!(|input: (i64, u64, &str)| {
    let (millis, more, text) = input;
    written(millis, more);
    if let Some(time) = Timestamp::parse_iso8601(text) {
        reads_back(time);
    }
    if let Ok(theirs) = DateTime::parse_from_rfc3339(text.trim()) {
        // The year 0 is none, as in Python, whatever it is elsewhere.
        let has_year = |year| (1..=9999).contains(&year);
        let has_year = has_year(theirs.year()) && has_year(theirs.to_utc().year());
        let theirs = theirs.to_utc();
        // A leap second is a second more than 59 for chrono, and the second after for us.
        if has_year && theirs.nanosecond() < 1_000_000_000 {
            let ours = Timestamp::parse_iso8601(text);
            let ours = ours.unwrap_or_else(|| panic!("{text:?} is {theirs}"));
            assert_eq!(ours.epoch_millis(), theirs.timestamp_millis(), "{text:?}");
        }
    }
    if let Some(time) = Timestamp::parse_http_date(text)
        && let Ok(theirs) = DateTime::parse_from_rfc2822(text.trim())
        && theirs.nanosecond() < 1_000_000_000
    {
        assert_eq!(time.epoch_seconds(), theirs.timestamp(), "{text:?}");
    }
});

fn written(millis: i64, more: u64) {
    let theirs = DateTime::<Utc>::from_timestamp_millis(millis);
    let theirs = theirs.filter(|time| (1..=9999).contains(&time.year()));
    let Some(ours) = Timestamp::from_epoch_millis(millis) else {
        assert_eq!(theirs, None);
        return;
    };
    let theirs = theirs.expect("a year of four digits");
    assert_eq!(
        ours.to_iso8601(),
        theirs.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    );
    assert_eq!(ours.to_basic(), theirs.format("%Y%m%dT%H%M%SZ").to_string());
    let http_date = theirs.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let second = Timestamp::from_epoch_seconds(ours.epoch_seconds());
    assert_eq!(Timestamp::parse_http_date(&http_date), second);
    reads_back(ours);
    let duration = Duration::from_millis(more);
    let later = ours.saturating_add(duration);
    assert!(later >= ours && later.saturating_since(ours) <= duration);
    assert_eq!(ours.saturating_since(later), Duration::ZERO);
    reads_back(later);
    reads_back(ours.saturating_add_millis(more.cast_signed()));
}

fn reads_back(time: Timestamp) {
    let second = Timestamp::from_epoch_seconds(time.epoch_seconds());
    for form in [
        time.to_iso8601(),
        time.to_python_isoformat(),
        time.to_basic(),
    ] {
        assert_eq!(Timestamp::parse_iso8601(&form), second, "{form}");
    }
}
