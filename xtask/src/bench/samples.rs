//! Repeated measurements, and what can be said of them: the median, and the quartiles around it.

use serde_json::{Value, json};

/// One run of a program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// From before it was started until it was gone, in seconds.
    pub(crate) seconds: f64,
    /// What it took of the processors, in seconds: hardly more where other programs want them, too.
    pub(crate) processor_seconds: f64,
    /// The most memory that was resident at once, in bytes.
    pub(crate) peak_bytes: f64,
}

/// The runs of one program, in the order of the rounds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples(pub(crate) Vec<Sample>);

impl Samples {
    /// The wall time, in seconds.
    pub(crate) fn seconds(&self) -> Spread {
        Spread::of(self.0.iter().map(|sample| sample.seconds))
    }

    /// The time of the processors, in seconds.
    pub(crate) fn processor_seconds(&self) -> Spread {
        Spread::of(self.0.iter().map(|sample| sample.processor_seconds))
    }

    /// The peak memory, in bytes.
    pub(crate) fn peak_bytes(&self) -> Spread {
        Spread::of(self.0.iter().map(|sample| sample.peak_bytes))
    }

    /// How many seconds more than `base` in the same round.
    pub(crate) fn seconds_above(&self, base: &Self) -> Spread {
        Spread::of(self.pairs(base).map(|(own, base)| own - base))
    }

    /// How many times as long as `base` in the same round.
    pub(crate) fn times(&self, base: &Self) -> Spread {
        Spread::of(self.pairs(base).map(|(own, base)| own / base))
    }

    /// The raw figures.
    pub(crate) fn json(&self) -> Value {
        json!({
            "seconds": self.0.iter().map(|sample| sample.seconds).collect::<Vec<_>>(),
            "processorSeconds": self.0.iter().map(|sample| sample.processor_seconds).collect::<Vec<_>>(),
            "peakBytes": self.0.iter().map(|sample| sample.peak_bytes).collect::<Vec<_>>(),
        })
    }

    fn pairs(&self, base: &Self) -> impl Iterator<Item = (f64, f64)> {
        self.0
            .iter()
            .zip(&base.0)
            .map(|(own, base)| (own.seconds, base.seconds))
    }
}

/// Where the middle half of some figures lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    /// The first quartile.
    pub(crate) low: f64,
    pub(crate) median: f64,
    /// The third quartile.
    pub(crate) high: f64,
}

impl Spread {
    /// That of these figures; of none it is not a number.
    pub(crate) fn of(figures: impl Iterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = figures.collect();
        sorted.sort_by(f64::total_cmp);
        let at = |part: f64| {
            let place = part * sorted.len().saturating_sub(1) as f64;
            let below = sorted.get(place.floor() as usize).copied();
            let above = sorted.get(place.ceil() as usize).copied();
            match (below, above) {
                (Some(below), Some(above)) => below + (above - below) * place.fract(),
                _ => f64::NAN,
            }
        };
        Self {
            low: at(0.25),
            median: at(0.5),
            high: at(0.75),
        }
    }

    /// The same in another unit.
    pub(crate) fn scaled(self, factor: f64) -> Self {
        Self {
            low: self.low * factor,
            median: self.median * factor,
            high: self.high * factor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_quartiles() {
        let spread = Spread::of([4.0, 1.0, 3.0, 2.0, 5.0].into_iter());
        assert_eq!((spread.low, spread.median, spread.high), (2.0, 3.0, 4.0));
        assert_eq!(Spread::of([1.0, 2.0].into_iter()).median, 1.5);
        assert!(Spread::of(std::iter::empty()).median.is_nan());
    }

    #[test]
    fn compares_within_a_round() {
        let samples = |seconds: [f64; 3]| {
            Samples(
                seconds
                    .map(|seconds| Sample {
                        seconds,
                        processor_seconds: seconds,
                        peak_bytes: 0.0,
                    })
                    .to_vec(),
            )
        };
        // The machine was slow in the last round, for both.
        let (own, base) = (samples([3.0, 3.0, 30.0]), samples([1.0, 1.0, 10.0]));
        assert_eq!(own.times(&base).median, 3.0);
        assert_eq!(own.seconds_above(&base).median, 2.0);
    }
}
