//! JMESPath's tokens.

use super::Fault;
use crate::encode::json::Value;
use core::iter::Peekable;
use core::str::Chars;

/// Longer expressions are refused: reading and evaluating take stack by their length.
const MAX_TOKENS: usize = 1000;

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// `name`.
    Identifier(String),
    /// `"name"`.
    Quoted(String),
    /// `` `json` `` or `'text'`.
    Literal(Value),
    /// `-1`.
    Number(i64),
    Dot,
    Star,
    Comma,
    Colon,
    /// `@`.
    Current,
    /// `&`.
    Reference,
    LeftBracket,
    RightBracket,
    LeftParenthesis,
    RightParenthesis,
    LeftBrace,
    RightBrace,
    /// `[]`.
    Flatten,
    /// `[?`.
    Filter,
    Pipe,
    Or,
    And,
    Not,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    End,
}

/// The tokens of a text, [`Token::End`] last.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let mut lexer = Lexer(text.chars().peekable());
    let mut tokens = Vec::new();
    loop {
        let token = lexer.token()?;
        let ended = token == Token::End;
        tokens.push(token);
        if ended {
            return Ok(tokens);
        }
        if tokens.len() > MAX_TOKENS {
            return Err(Fault(format!("it has more than {MAX_TOKENS} tokens.")));
        }
    }
}

struct Lexer<'a>(Peekable<Chars<'a>>);

impl Lexer<'_> {
    fn token(&mut self) -> Result<Token, Fault> {
        while self
            .0
            .next_if(|c| matches!(c, ' ' | '\t' | '\r' | '\n'))
            .is_some()
        {}
        let Some(first) = self.0.next() else {
            return Ok(Token::End);
        };
        Ok(match first {
            '.' => Token::Dot,
            '*' => Token::Star,
            ',' => Token::Comma,
            ':' => Token::Colon,
            '@' => Token::Current,
            ']' => Token::RightBracket,
            '(' => Token::LeftParenthesis,
            ')' => Token::RightParenthesis,
            '{' => Token::LeftBrace,
            '}' => Token::RightBrace,
            '[' if self.take(']') => Token::Flatten,
            '[' if self.take('?') => Token::Filter,
            '[' => Token::LeftBracket,
            '|' if self.take('|') => Token::Or,
            '|' => Token::Pipe,
            '&' if self.take('&') => Token::And,
            '&' => Token::Reference,
            '!' if self.take('=') => Token::NotEqual,
            '!' => Token::Not,
            '<' if self.take('=') => Token::LessOrEqual,
            '<' => Token::Less,
            '>' if self.take('=') => Token::GreaterOrEqual,
            '>' => Token::Greater,
            '=' if self.take('=') => Token::Equal,
            '"' => self.quoted()?,
            '\'' => Token::Literal(Value::from(self.until('\'')?.replace("\\'", "'"))),
            '`' => self.literal()?,
            '-' | '0'..='9' => self.number(first)?,
            'A'..='Z' | 'a'..='z' | '_' => {
                let mut name = String::from(first);
                while let Some(next) = self.0.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
                    name.push(next);
                }
                Token::Identifier(name)
            }
            other => return Err(Fault(format!("unexpected character '{other}'."))),
        })
    }

    fn take(&mut self, expected: char) -> bool {
        self.0.next_if_eq(&expected).is_some()
    }

    fn number(&mut self, first: char) -> Result<Token, Fault> {
        let mut digits = String::from(first);
        while let Some(digit) = self.0.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits
            .parse()
            .map(Token::Number)
            .map_err(|_| Fault(format!("'{digits}' is not a whole number.")))
    }

    /// The text up to the closing delimiter. A backslash and the character after it stay together.
    fn until(&mut self, delimiter: char) -> Result<String, Fault> {
        let mut text = String::new();
        loop {
            match self.0.next() {
                Some(c) if c == delimiter => return Ok(text),
                Some('\\') => {
                    text.push('\\');
                    text.extend(self.0.next());
                }
                Some(c) => text.push(c),
                None => return Err(Fault(format!("unclosed {delimiter}."))),
            }
        }
    }

    fn quoted(&mut self) -> Result<Token, Fault> {
        let text = self.until('"')?;
        match Value::parse(format!("\"{text}\"").as_bytes()) {
            Ok(Value::String(name)) => Ok(Token::Quoted(name.as_str().to_owned())),
            _ => Err(Fault(format!("\"{text}\" is not a JSON string."))),
        }
    }

    /// JSON; what is none is text, as before JMESPath 0.2.
    fn literal(&mut self) -> Result<Token, Fault> {
        let text = self.until('`')?.replace("\\`", "`");
        let text = text.trim_start();
        Value::parse(text.as_bytes())
            .or_else(|_| Value::parse(format!("\"{text}\"").as_bytes()))
            .map(Token::Literal)
            .map_err(|_| Fault(format!("`{text}` is not JSON.")))
    }
}
