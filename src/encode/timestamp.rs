//! Points in time, and their written forms: ISO 8601 as the cache files hold it, RFC 9110 section 5.6.7 as the `Date`
//! header holds it, and the basic form of SigV4.

use core::fmt;
use core::time::Duration;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The parts of a point in time in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

/// The last moment that can be written with a four-digit year: 9999-12-31T23:59:59.999Z.
const MAX_MILLIS: i64 = 253_402_300_799_999;
/// The first one: 0001-01-01T00:00:00Z.
const MIN_MILLIS: i64 = -62_135_596_800_000;
const MILLIS_PER_DAY: i64 = 86_400_000;

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// From milliseconds since the epoch; `None` outside the years 1 to 9999.
    pub const fn from_epoch_millis(millis: i64) -> Option<Self> {
        if millis < MIN_MILLIS || millis > MAX_MILLIS {
            None
        } else {
            Some(Self(millis))
        }
    }

    /// From whole seconds since the epoch; `None` outside the years 1 to 9999.
    pub const fn from_epoch_seconds(seconds: i64) -> Option<Self> {
        match seconds.checked_mul(1000) {
            Some(millis) => Self::from_epoch_millis(millis),
            None => None,
        }
    }

    /// Milliseconds since the epoch.
    pub const fn epoch_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn epoch_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Later by `duration`, at most the end of the year 9999.
    #[must_use]
    pub fn saturating_add(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(millis).min(MAX_MILLIS))
    }

    /// Later (or earlier) by `millis` milliseconds, within the years 1 to 9999.
    #[must_use]
    pub fn saturating_add_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis).clamp(MIN_MILLIS, MAX_MILLIS))
    }

    /// How long from `earlier` until this; zero if `earlier` is later.
    pub fn saturating_since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// `2024-05-01T11:00:00Z`, the fraction cut off: the form of the cache files.
    pub fn to_iso8601(self) -> String {
        let c = self.civil();
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            c.year, c.month, c.day, c.hour, c.minute, c.second
        )
    }

    /// `2024-05-01T11:00:00+00:00`, as Python's `isoformat` writes UTC: the AWS CLI's AssumeRole cache and
    /// `export-credentials`.
    pub fn to_python_isoformat(self) -> String {
        let mut text = self.to_iso8601();
        text.pop();
        text.push_str("+00:00");
        text
    }

    /// `20240501T110000Z`: `X-Amz-Date`.
    pub fn to_basic(self) -> String {
        let c = self.civil();
        format!(
            "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
            c.year, c.month, c.day, c.hour, c.minute, c.second
        )
    }

    /// Reads ISO 8601 as other tools write it into the cache files: `T` or a blank between date and time, a fraction
    /// or none, then `Z`, `UTC`, `GMT` or an offset (`+02:00`, `+0200`, `+02`). A time without a zone is refused, as
    /// the AWS CLI refuses it.
    pub fn parse_iso8601(text: &str) -> Option<Self> {
        let mut input = Cursor(text.trim().as_bytes());
        let year = input.digits(4)?;
        let dashed = input.take(b'-');
        let month = input.digits(2)?;
        if input.take(b'-') != dashed {
            return None;
        }
        let day = input.digits(2)?;
        if !(input.take(b'T') || input.take(b't') || input.take(b' ')) {
            return None;
        }
        while input.take(b' ') {}
        let hour = input.digits(2)?;
        let colons = input.take(b':');
        let minute = input.digits(2)?;
        if input.take(b':') != colons {
            return None;
        }
        let second = input.digits(2)?;
        let millis = if input.take(b'.') || input.take(b',') {
            input.fraction()?
        } else {
            0
        };
        while input.take(b' ') {}
        let offset_minutes = input.zone()?;
        if !input.0.is_empty() {
            return None;
        }
        let base = Self::from_civil(Civil {
            year,
            month,
            day,
            hour,
            minute,
            second,
        })?;
        let shift = offset_minutes.checked_mul(60_000)?;
        Self::from_epoch_millis(base.0.checked_add(millis)?.checked_sub(shift)?)
    }

    /// Reads the preferred form of an HTTP date, `Wed, 01 May 2024 11:00:00 GMT` (RFC 9110 section 5.6.7).
    pub fn parse_http_date(text: &str) -> Option<Self> {
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let (_, rest) = text.trim().split_once(',')?;
        let rest = rest.strip_prefix(' ')?;
        let mut words = rest.split(' ');
        let (day, month, year) = (words.next()?, words.next()?, words.next()?);
        let (time, zone) = (words.next()?, words.next()?);
        if zone != "GMT" || words.next().is_some() {
            return None;
        }
        let month = MONTHS
            .iter()
            .position(|name| *name == month)?
            .checked_add(1)?;
        let mut input = Cursor(time.as_bytes());
        let hour = input.digits(2)?;
        input.take(b':').then_some(())?;
        let minute = input.digits(2)?;
        input.take(b':').then_some(())?;
        Self::from_civil(Civil {
            year: Cursor(year.as_bytes()).last_digits(4)?,
            month: i64::try_from(month).ok()?,
            day: Cursor(day.as_bytes()).last_digits(2)?,
            hour,
            minute,
            second: input.last_digits(2)?,
        })
    }

    /// Days to civil date after Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "bounded: the value is within years 1 to 9999"
    )]
    const fn civil(self) -> Civil {
        let days = self.0.div_euclid(MILLIS_PER_DAY);
        let in_day = self.0.rem_euclid(MILLIS_PER_DAY) / 1000;
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_index = (5 * day_of_year + 2) / 153;
        let month = if month_index < 10 {
            month_index + 3
        } else {
            month_index - 9
        };
        Civil {
            year: year_of_era + era * 400 + if month <= 2 { 1 } else { 0 },
            month,
            day: day_of_year - (153 * month_index + 2) / 5 + 1,
            hour: in_day / 3600,
            minute: in_day / 60 % 60,
            second: in_day % 60,
        }
    }

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "bounded: every field is checked first"
    )]
    fn from_civil(c: Civil) -> Option<Self> {
        let leap = c.year % 4 == 0 && (c.year % 100 != 0 || c.year % 400 == 0);
        let days_in_month = match c.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        // A leap second (60) is taken as the second after.
        if !(1..=9999).contains(&c.year)
            || !(1..=days_in_month).contains(&c.day)
            || !(0..=23).contains(&c.hour)
            || !(0..=59).contains(&c.minute)
            || !(0..=60).contains(&c.second)
        {
            return None;
        }
        let year = if c.month <= 2 { c.year - 1 } else { c.year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_index = if c.month > 2 {
            c.month - 3
        } else {
            c.month + 9
        };
        let day_of_year = (153 * month_index + 2) / 5 + c.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        Self::from_epoch_millis(
            ((days * 24 + c.hour) * 3600 + c.minute * 60 + c.second).checked_mul(1000)?,
        )
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_iso8601())
    }
}

/// The rest of a text that is being read.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn take(&mut self, byte: u8) -> bool {
        match self.0.split_first() {
            Some((first, rest)) if *first == byte => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn digit(&mut self) -> Option<i64> {
        let (first, rest) = self.0.split_first()?;
        let value = first.checked_sub(b'0').filter(|value| *value <= 9)?;
        self.0 = rest;
        Some(i64::from(value))
    }

    fn digits(&mut self, count: u32) -> Option<i64> {
        (0..count).try_fold(0_i64, |sum, _| {
            sum.checked_mul(10)?.checked_add(self.digit()?)
        })
    }

    /// So many digits, and nothing behind them.
    fn last_digits(&mut self, count: u32) -> Option<i64> {
        self.digits(count).filter(|_| self.0.is_empty())
    }

    /// Digits after the point, cut to milliseconds.
    fn fraction(&mut self) -> Option<i64> {
        let mut unit = 100_i64;
        let mut millis = self.digit()?.checked_mul(unit)?;
        while let Some(digit) = self.digit() {
            unit = unit.checked_div(10)?;
            millis = millis.checked_add(digit.checked_mul(unit)?)?;
        }
        Some(millis)
    }

    /// The zone's offset from UTC in minutes.
    fn zone(&mut self) -> Option<i64> {
        for name in [&b"Z"[..], b"z", b"UTC", b"GMT"] {
            if let Some(rest) = self.0.strip_prefix(name) {
                self.0 = rest;
                return Some(0);
            }
        }
        let sign = if self.take(b'+') {
            1
        } else if self.take(b'-') {
            -1
        } else {
            return None;
        };
        let hours = self.digits(2).filter(|hours| *hours <= 23)?;
        let colon = self.take(b':');
        let minutes = match self.digits(2) {
            Some(minutes) if minutes <= 59 => minutes,
            None if !colon && self.0.is_empty() => 0,
            _ => return None,
        };
        hours
            .checked_mul(60)?
            .checked_add(minutes)?
            .checked_mul(sign)
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;
    use proptest::prelude::*;

    #[test]
    fn known_moments() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T23:59:59Z", 951_868_799),
            ("2024-05-01T11:00:00Z", 1_714_561_200),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
            ("0001-01-01T00:00:00Z", -62_135_596_800),
        ] {
            let parsed = Timestamp::parse_iso8601(text).unwrap();
            assert_eq!(parsed.epoch_seconds(), seconds, "{text}");
            assert_eq!(parsed.to_iso8601(), text);
        }
    }

    #[test]
    fn odd_forms() {
        let expected = Timestamp::parse_iso8601("2024-05-01T11:00:00Z");
        for text in [
            "2024-05-01T11:00:00UTC",
            "2024-05-01 11:00:00 GMT",
            "2024-05-01T13:00:00+02:00",
            "2024-05-01T13:00:00+0200",
            "2024-05-01T09:00:00-02",
            "20240501T110000Z",
        ] {
            assert_eq!(Timestamp::parse_iso8601(text), expected, "{text}");
        }
        let fraction = Timestamp::parse_iso8601("2024-05-01T11:00:00.123456Z").unwrap();
        assert_eq!(fraction.epoch_millis() % 1000, 123);
        for text in [
            "",
            "2024-05-01T11:00:00",
            "2024-05-01",
            "2023-02-29T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-05-01T24:00:00Z",
            "2024-05-01T11:00:00Zjunk",
            "2024-05-01T11:00:00+2:00",
        ] {
            assert_eq!(Timestamp::parse_iso8601(text), None, "{text}");
        }
    }

    #[test]
    fn http_date() {
        let parsed = Timestamp::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(parsed.to_iso8601(), "1994-11-06T08:49:37Z");
        assert_eq!(parsed.to_basic(), "19941106T084937Z");
        assert_eq!(
            Timestamp::parse_http_date("Sun, 06 Foo 1994 08:49:37 GMT"),
            None
        );
    }

    #[test]
    fn an_http_date_with_more_digits_than_it_has_is_refused() {
        for text in [
            "Wed, 01 May 10182 11:20:00 GMT",
            "Wed, 011 May 2024 11:20:00 GMT",
            "Wed, 01 May 2024 11:20:000 GMT",
            "Wed, 01 May 2024 11:20:00.5 GMT",
        ] {
            assert_eq!(Timestamp::parse_http_date(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn written_forms_read_back(seconds in -62_135_596_800_i64..=253_402_300_799) {
            let time = Timestamp::from_epoch_seconds(seconds).unwrap();
            prop_assert_eq!(Timestamp::parse_iso8601(&time.to_iso8601()), Some(time));
            prop_assert_eq!(Timestamp::parse_iso8601(&time.to_python_isoformat()), Some(time));
            prop_assert_eq!(Timestamp::parse_iso8601(&time.to_basic()), Some(time));
        }
    }
}
