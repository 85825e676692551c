//! JMESPath's grammar: a top-down operator precedence parser, with the binding powers of the AWS CLI's library.

use super::Fault;
use super::lexer::{self, Token};
use crate::encode::json::Value;

/// An expression.
#[derive(Debug)]
pub(super) enum Node {
    /// `@`, and what is left out.
    Current,
    /// `name`.
    Field(String),
    /// A constant.
    Literal(Value),
    /// `[n]`.
    Index(i64),
    /// `[start:stop:step]`.
    Slice([Option<i64>; 3]),
    /// The second of what the first selects: `a.b`, `a[0]`, `a | b`.
    Then(Box<Node>, Box<Node>),
    /// `a || b`.
    Or(Box<Node>, Box<Node>),
    /// `a && b`.
    And(Box<Node>, Box<Node>),
    /// `!a`.
    Not(Box<Node>),
    /// `a < b`.
    Compare(Comparator, Box<Node>, Box<Node>),
    /// `[a, b]`.
    List(Vec<Node>),
    /// `{name: a}`.
    Hash(Vec<(String, Node)>),
    /// `a[]`, one level.
    Flatten(Box<Node>),
    /// The second of each element of the first.
    Project(Box<Node>, Box<Node>),
    /// The second of each member's value of the first.
    ProjectValues(Box<Node>, Box<Node>),
    /// The third of each element of the first for which the second is true.
    Filter(Box<Node>, Box<Node>, Box<Node>),
    /// `name(a, b)`.
    Call(String, Vec<Node>),
    /// `&a`.
    Reference(Box<Node>),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Deeper nesting is refused.
const MAX_DEPTH: usize = 100;
/// Operators that bind less than this end a projection.
const PROJECTION_STOP: u8 = 10;
const FLATTEN: u8 = 9;
const STAR: u8 = 20;
const FILTER: u8 = 21;
const DOT: u8 = 40;
const NOT: u8 = 45;

const fn binding_power(token: &Token) -> u8 {
    match token {
        Token::Pipe => 1,
        Token::Or => 2,
        Token::And => 3,
        Token::Equal
        | Token::NotEqual
        | Token::Less
        | Token::LessOrEqual
        | Token::Greater
        | Token::GreaterOrEqual => 5,
        Token::Flatten => FLATTEN,
        Token::Star => STAR,
        Token::Filter => FILTER,
        Token::Dot => DOT,
        Token::Not => NOT,
        Token::LeftBrace => 50,
        Token::LeftBracket => 55,
        Token::LeftParenthesis => 60,
        _ => 0,
    }
}

/// Reads an expression.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    let tokens = lexer::tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        depth: 0,
    };
    let root = parser.expression(0)?;
    parser.expect(&Token::End)?;
    Ok(root)
}

struct Parser<'a> {
    /// What has not been read.
    tokens: &'a [Token],
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        self.tokens.first().unwrap_or(&Token::End)
    }

    fn peek_second(&self) -> &Token {
        self.tokens.get(1).unwrap_or(&Token::End)
    }

    fn advance(&mut self) -> Token {
        match self.tokens.split_first() {
            Some((first, rest)) => {
                self.tokens = rest;
                first.clone()
            }
            None => Token::End,
        }
    }

    fn take(&mut self, token: &Token) -> bool {
        let taken = self.peek() == token;
        if taken {
            self.advance();
        }
        taken
    }

    fn expect(&mut self, token: &Token) -> Result<(), Fault> {
        if self.take(token) {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    fn unexpected(&self) -> Fault {
        unexpected(self.peek())
    }

    fn expression(&mut self, power: u8) -> Result<Node, Fault> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH {
            return Err(Fault(format!("it is nested deeper than {MAX_DEPTH}.")));
        }
        let mut left = self.prefix()?;
        while power < binding_power(self.peek()) {
            left = self.infix(left)?;
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(left)
    }

    /// What can begin an expression.
    fn prefix(&mut self) -> Result<Node, Fault> {
        Ok(match self.advance() {
            Token::Literal(value) => Node::Literal(value),
            Token::Identifier(name) => Node::Field(name),
            Token::Quoted(_) if *self.peek() == Token::LeftParenthesis => {
                return Err(Fault("a function's name is not quoted.".to_owned()));
            }
            Token::Quoted(name) => Node::Field(name),
            Token::Current => Node::Current,
            Token::Star => self.star(Node::Current)?,
            Token::Filter => self.filter(Node::Current)?,
            Token::Flatten => self.flatten(Node::Current)?,
            Token::LeftBrace => self.hash()?,
            Token::LeftParenthesis => {
                let inner = self.expression(0)?;
                self.expect(&Token::RightParenthesis)?;
                inner
            }
            Token::Not => Node::Not(Box::new(self.expression(NOT)?)),
            Token::Reference => Node::Reference(Box::new(self.expression(0)?)),
            Token::LeftBracket => match (self.peek(), self.peek_second()) {
                (Token::Number(_) | Token::Colon, _) | (Token::Star, Token::RightBracket) => {
                    self.bracket(Node::Current)?
                }
                _ => self.list()?,
            },
            token => return Err(unexpected(&token)),
        })
    }

    /// What can follow an expression.
    fn infix(&mut self, left: Node) -> Result<Node, Fault> {
        let token = self.advance();
        let power = binding_power(&token);
        let comparator = match token {
            Token::Dot if self.take(&Token::Star) => {
                let right = self.projected(DOT)?;
                return Ok(Node::ProjectValues(Box::new(left), Box::new(right)));
            }
            Token::Dot => {
                let right = self.after_dot(DOT)?;
                return Ok(Node::Then(Box::new(left), Box::new(right)));
            }
            Token::Pipe => {
                let right = self.expression(power)?;
                return Ok(Node::Then(Box::new(left), Box::new(right)));
            }
            Token::Or => {
                let right = self.expression(power)?;
                return Ok(Node::Or(Box::new(left), Box::new(right)));
            }
            Token::And => {
                let right = self.expression(power)?;
                return Ok(Node::And(Box::new(left), Box::new(right)));
            }
            Token::LeftParenthesis => return self.call(left),
            Token::Filter => return self.filter(left),
            Token::Flatten => return self.flatten(left),
            Token::LeftBracket => return self.bracket(left),
            Token::Equal => Comparator::Equal,
            Token::NotEqual => Comparator::NotEqual,
            Token::Less => Comparator::Less,
            Token::LessOrEqual => Comparator::LessOrEqual,
            Token::Greater => Comparator::Greater,
            Token::GreaterOrEqual => Comparator::GreaterOrEqual,
            token => return Err(unexpected(&token)),
        };
        let right = self.expression(power)?;
        Ok(Node::Compare(comparator, Box::new(left), Box::new(right)))
    }

    /// `*`, read.
    fn star(&mut self, left: Node) -> Result<Node, Fault> {
        let right = match self.peek() {
            Token::RightBracket => Node::Current,
            _ => self.projected(STAR)?,
        };
        Ok(Node::ProjectValues(Box::new(left), Box::new(right)))
    }

    /// `[]`, read.
    fn flatten(&mut self, left: Node) -> Result<Node, Fault> {
        let right = self.projected(FLATTEN)?;
        Ok(Node::Project(
            Box::new(Node::Flatten(Box::new(left))),
            Box::new(right),
        ))
    }

    /// `[?`, read.
    fn filter(&mut self, left: Node) -> Result<Node, Fault> {
        let condition = self.expression(0)?;
        self.expect(&Token::RightBracket)?;
        let right = match self.peek() {
            Token::Flatten => Node::Current,
            _ => self.projected(FILTER)?,
        };
        Ok(Node::Filter(
            Box::new(left),
            Box::new(condition),
            Box::new(right),
        ))
    }

    /// `[` of an index, a slice or `[*]`, read.
    fn bracket(&mut self, left: Node) -> Result<Node, Fault> {
        if self.take(&Token::Star) {
            self.expect(&Token::RightBracket)?;
            let right = self.projected(STAR)?;
            return Ok(Node::Project(Box::new(left), Box::new(right)));
        }
        if let (Token::Number(index), Token::RightBracket) = (self.peek(), self.peek_second()) {
            let index = Node::Index(*index);
            self.advance();
            self.advance();
            return Ok(Node::Then(Box::new(left), Box::new(index)));
        }
        let slice = Node::Slice(self.slice()?);
        let right = self.projected(STAR)?;
        let sliced = Node::Then(Box::new(left), Box::new(slice));
        Ok(Node::Project(Box::new(sliced), Box::new(right)))
    }

    /// `start:stop:step]`.
    fn slice(&mut self) -> Result<[Option<i64>; 3], Fault> {
        let mut parts = [None; 3];
        let mut colons = 0_usize;
        loop {
            let place = parts.get_mut(colons).filter(|place| place.is_none());
            match (self.peek(), place) {
                (Token::Number(number), Some(place)) => *place = Some(*number),
                (Token::Colon, _) if colons < 2 => colons = colons.saturating_add(1),
                (Token::RightBracket, _) if colons > 0 => {
                    self.advance();
                    return Ok(parts);
                }
                _ => return Err(self.unexpected()),
            }
            self.advance();
        }
    }

    /// What a projection applies to each element.
    fn projected(&mut self, power: u8) -> Result<Node, Fault> {
        match self.peek() {
            token if binding_power(token) < PROJECTION_STOP => Ok(Node::Current),
            Token::LeftBracket | Token::Filter => self.expression(power),
            Token::Dot => {
                self.advance();
                self.after_dot(power)
            }
            token => Err(unexpected(token)),
        }
    }

    fn after_dot(&mut self, power: u8) -> Result<Node, Fault> {
        match self.peek() {
            Token::Identifier(_) | Token::Quoted(_) | Token::Star => self.expression(power),
            Token::LeftBracket => {
                self.advance();
                self.list()
            }
            Token::LeftBrace => {
                self.advance();
                self.hash()
            }
            token => Err(unexpected(token)),
        }
    }

    /// `a, b]`.
    fn list(&mut self) -> Result<Node, Fault> {
        let mut nodes = Vec::new();
        loop {
            nodes.push(self.expression(0)?);
            if self.take(&Token::RightBracket) {
                return Ok(Node::List(nodes));
            }
            self.expect(&Token::Comma)?;
        }
    }

    /// `name: a, name: b}`.
    fn hash(&mut self) -> Result<Node, Fault> {
        let mut members = Vec::new();
        loop {
            let name = match self.advance() {
                Token::Identifier(name) | Token::Quoted(name) => name,
                token => return Err(unexpected(&token)),
            };
            self.expect(&Token::Colon)?;
            members.push((name, self.expression(0)?));
            if self.take(&Token::RightBrace) {
                return Ok(Node::Hash(members));
            }
            self.expect(&Token::Comma)?;
        }
    }

    /// `a, b)`, after the name and the parenthesis.
    fn call(&mut self, name: Node) -> Result<Node, Fault> {
        let Node::Field(name) = name else {
            return Err(unexpected(&Token::LeftParenthesis));
        };
        let mut arguments = Vec::new();
        if self.take(&Token::RightParenthesis) {
            return Ok(Node::Call(name, arguments));
        }
        loop {
            arguments.push(self.expression(0)?);
            if self.take(&Token::RightParenthesis) {
                return Ok(Node::Call(name, arguments));
            }
            self.expect(&Token::Comma)?;
        }
    }
}

fn unexpected(token: &Token) -> Fault {
    let sign = match token {
        Token::End => return Fault("it ends too early.".to_owned()),
        Token::Identifier(name) => return Fault(format!("unexpected {name}.")),
        Token::Quoted(name) => return Fault(format!("unexpected \"{name}\".")),
        Token::Number(number) => return Fault(format!("unexpected {number}.")),
        Token::Literal(_) => "literal",
        Token::Dot => ".",
        Token::Star => "*",
        Token::Comma => ",",
        Token::Colon => ":",
        Token::Current => "@",
        Token::Reference => "&",
        Token::LeftBracket => "[",
        Token::RightBracket => "]",
        Token::LeftParenthesis => "(",
        Token::RightParenthesis => ")",
        Token::LeftBrace => "{",
        Token::RightBrace => "}",
        Token::Flatten => "[]",
        Token::Filter => "[?",
        Token::Pipe => "|",
        Token::Or => "||",
        Token::And => "&&",
        Token::Not => "!",
        Token::Equal => "==",
        Token::NotEqual => "!=",
        Token::Less => "<",
        Token::LessOrEqual => "<=",
        Token::Greater => ">",
        Token::GreaterOrEqual => ">=",
    };
    Fault(format!("unexpected {sign}."))
}
