//! A name as a shell takes it for one word.

use std::borrow::Cow;

/// The name for a command line that the person may copy: in single quotes if a shell would act on any of it.
pub fn shell_word(name: &str) -> Cow<'_, str> {
    let is_plain = |c: char| {
        c.is_ascii_alphanumeric()
            || !c.is_ascii()
            || matches!(c, '-' | '_' | '.' | '/' | ':' | '@' | '+' | '%' | ',' | '=')
    };
    if !name.is_empty() && name.chars().all(is_plain) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("'{}'", name.replace('\'', "'\\''")))
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn quoted_only_where_it_must_be() {
        assert_eq!(shell_word("dev-1_é"), "dev-1_é");
        assert_eq!(shell_word("my work"), "'my work'");
        assert_eq!(shell_word("a$(b)"), "'a$(b)'");
        assert_eq!(shell_word("it's"), "'it'\\''s'");
        assert_eq!(shell_word(""), "''");
    }
}
