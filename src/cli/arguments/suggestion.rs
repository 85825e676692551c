//! What a mistyped word was meant to be.

/// The name nearest to `word`, if one is near: at most two letters wrong, and fewer than half of them.
pub(crate) fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let letters = word.chars().count();
    names
        .filter(|name| !name.starts_with('_'))
        .map(|name| (distance(word, name), name))
        .filter(|(distance, _)| *distance <= 2 && distance.saturating_mul(2) < letters)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters must be put in, taken out or replaced, two neighbours swapped counting as two (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i.saturating_add(1);
        let mut next = vec![left];
        for (to, above) in b.iter().zip(row.iter().skip(1)) {
            let replaced = diagonal.saturating_add(usize::from(from != *to));
            left = replaced
                .min(left.saturating_add(1))
                .min(above.saturating_add(1));
            next.push(left);
            diagonal = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn distances() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "ab", 2),
            ("login", "logn", 1),
            ("kitten", "sitting", 3),
            ("ab", "ba", 2),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
            assert_eq!(distance(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn only_what_is_near_is_suggested() {
        let names = || ["login", "logout", "__complete"].into_iter();
        assert_eq!(nearest("logn", names()), Some("login"));
        assert_eq!(nearest("logoutt", names()), Some("logout"));
        assert_eq!(nearest("signin", names()), None);
        assert_eq!(nearest("l", names()), None);
        assert_eq!(nearest("__complet", names()), None);
    }
}
