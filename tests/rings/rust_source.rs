//! A file of Rust, as far as the proof has to understand it.

use std::path::{Path, PathBuf};

/// One file below `src`.
pub(crate) struct Source {
    /// Below `src`, with `/`.
    pub(crate) path: String,
    /// The text without comments and without what is between quotes; every line is where it was.
    pub(crate) code: String,
    /// What was left out: the comments alone, line for line.
    comments: String,
    /// The text as it is.
    text: String,
}

/// Every file below `src`.
pub(crate) fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    read(&root(), "", &mut sources);
    assert!(sources.len() > 50, "only {} files", sources.len());
    sources
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn is_at_the_root(module: &str) -> bool {
    root().join(module).exists() || root().join(format!("{module}.rs")).exists()
}

fn read(folder: &Path, prefix: &str, sources: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str());
        let below = format!("{prefix}{}", name.expect("UTF-8"));
        if path.is_dir() {
            read(&path, &format!("{below}/"), sources);
        } else if below.ends_with(".rs") {
            sources.push(Source::new(
                below,
                std::fs::read_to_string(&path).expect("UTF-8"),
            ));
        }
    }
}

impl Source {
    fn new(path: String, text: String) -> Self {
        let (code, comments) = parted(&text);
        Self {
            path,
            code,
            comments,
            text,
        }
    }

    /// The module at the root that the file belongs to; `lib` for the root itself.
    pub(crate) fn ring(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// How many modules deep the file is: 1 for `src/aws/mod.rs`, 2 for `src/aws/sts.rs`.
    fn depth(&self) -> usize {
        let path = self.path.trim_end_matches("/mod.rs");
        path.split('/').count()
    }

    /// Every name that stands behind `crate::`, or behind enough `super::` to lead there, with its line. Links in comments
    /// count.
    pub(crate) fn names_from_the_root(&self) -> Vec<(usize, String)> {
        let mut names = Vec::new();
        for text in [&self.code, &self.comments] {
            let tokens = tokens(text);
            for at in 0..tokens.len() {
                let supers = supers(&tokens[at..]);
                let is_start = at == 0 || tokens[at - 1].1 != "::";
                let behind = match tokens[at].1.as_str() {
                    "crate" => at + 1,
                    "super" if is_start && supers >= self.depth() => at + 2 * supers - 1,
                    _ => continue,
                };
                if tokens.get(behind).is_none_or(|(_, token)| token != "::") {
                    continue;
                }
                let (line, start) = &tokens[at];
                let found = first_names(&tokens[behind + 1..]);
                // From a module within the file as many `super::` lead no further than the file itself.
                let found = found
                    .into_iter()
                    .filter(|name| start == "crate" || is_at_the_root(name));
                names.extend(found.map(|name| (*line, name)));
            }
        }
        names
    }

    /// The condition of every `cfg`, `cfg!` and `cfg_attr`, without blanks, with its line.
    pub(crate) fn conditions(&self) -> Vec<(usize, String)> {
        let mut conditions = Vec::new();
        // With what is between quotes, which is part of a condition.
        let lines = self.text.lines().zip(self.code.lines()).enumerate();
        for (index, (text, code)) in lines {
            if !code.contains("cfg") {
                continue;
            }
            let text: String = text.split_whitespace().collect();
            let (_, behind) = text.split_once("cfg").expect("a condition on one line");
            let (name, rest) = behind.split_once('(').expect("a condition in brackets");
            assert!(["", "!"].contains(&name), "cfg{name} is not understood");
            let (condition, _) = rest.rsplit_once(')').expect("a condition on one line");
            conditions.push((index + 1, condition.to_owned()));
        }
        conditions
    }

    /// The code without the modules that only tests compile; nothing of a file that is such a module.
    pub(crate) fn without_tests(&self) -> String {
        if self.path.ends_with("/tests.rs") {
            return String::new();
        }
        let mut shipped = String::new();
        let mut rest = self.code.as_str();
        while let Some((before, behind)) = rest.split_once("#[cfg(test)]\nmod tests") {
            shipped.push_str(before);
            rest = match behind.strip_prefix(';') {
                Some(behind) => behind,
                None => behind_block(behind),
            };
        }
        shipped + rest
    }
}

/// How many `super::` the tokens start with.
fn supers(tokens: &[(usize, String)]) -> usize {
    let pairs = tokens.chunks(2);
    pairs.take_while(|pair| pair[0].1 == "super").count()
}

/// What follows the block that the text starts with.
fn behind_block(text: &str) -> &str {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 1 => return &text[at + 1..],
            '}' => depth -= 1,
            _ => {}
        }
    }
    panic!("a block without an end");
}

/// The names a path goes on with: one, or of a group in braces all.
fn first_names(tokens: &[(usize, String)]) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0_usize;
    let mut is_first = true;
    for (_, token) in tokens {
        match token.as_str() {
            "{" => depth += 1,
            "}" if depth > 0 => depth -= 1,
            "," => is_first = depth == 1,
            name if is_first => {
                names.push(name.to_owned());
                is_first = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

/// Words, `::`, and single characters, with their lines.
fn tokens(code: &str) -> Vec<(usize, String)> {
    let mut tokens: Vec<(usize, String)> = Vec::new();
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let mut line = 1;
    let mut in_word = false;
    for character in code.chars() {
        match tokens.last_mut() {
            Some((_, last)) if in_word && is_word(character) => last.push(character),
            Some((_, last)) if character == ':' && last == ":" && !in_word => last.push(':'),
            _ if character.is_whitespace() => {}
            _ => tokens.push((line, character.to_string())),
        }
        in_word = is_word(character);
        line += usize::from(character == '\n');
    }
    tokens
}

/// The code without comments and without what is between quotes, and the comments; both with all line ends.
fn parted(text: &str) -> (String, String) {
    let mut code = String::new();
    let mut comments = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let (length, target) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), Some(&mut comments))
        } else if let Some(length) = quoted(rest) {
            (length, None)
        } else {
            (character.len_utf8(), Some(&mut code))
        };
        let (piece, behind) = rest.split_at(length);
        if let Some(target) = target {
            target.push_str(piece);
        }
        let is_code = !piece.starts_with("//") && length == character.len_utf8();
        match is_code {
            // The other text has the line end too.
            true if character == '\n' => comments.push('\n'),
            true => {}
            false => {
                let ends = "\n".repeat(piece.matches('\n').count());
                code.push_str(&ends);
                comments.push_str(&ends);
            }
        }
        rest = behind;
    }
    (code, comments)
}

/// The length of the literal that the text starts with: a text, a raw text, or a character; `None` if it is none.
fn quoted(text: &str) -> Option<usize> {
    if let Some(behind) = text.strip_prefix('r') {
        let hashes = behind.len() - behind.trim_start_matches('#').len();
        if let Some(body) = behind[hashes..].strip_prefix('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            return Some(2 + hashes + body.find(&end).expect("an end") + end.len());
        }
    }
    if text.starts_with('"') {
        return Some(closed(text, '"'));
    }
    // A character; `'a` without an end is a lifetime.
    if text.starts_with('\'') {
        let mut characters = text.chars().skip(1);
        let first = characters.next()?;
        if first == '\\' || characters.next() == Some('\'') {
            return Some(closed(text, '\''));
        }
    }
    None
}

/// The length of a literal up to the quote that ends it.
fn closed(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        if character == quote && !escaped {
            return at + 1;
        }
        escaped = character == '\\' && !escaped;
    }
    panic!("a literal without an end");
}
