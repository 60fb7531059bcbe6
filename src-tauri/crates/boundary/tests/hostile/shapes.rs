//! What each command takes, read from where it is written: the names from the handlers' own signatures, the shapes from
//! the window's generated types. A new command is covered by itself; a type that cannot be read fails the test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The shape of an argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A text; whatever it is called tells what would be a fitting one.
    Text,
    /// A whole number.
    Number,
    /// True or false.
    Flag,
    /// One word of these.
    Word(Vec<String>),
    /// Any number of these.
    List(Box<Shape>),
    /// This or null.
    Perhaps(Box<Shape>),
    /// Members by name.
    Object(Vec<(String, Shape)>),
    /// One of several objects.
    OneOf(Vec<Shape>),
    /// Where the core reports progress.
    Channel,
}

/// A command with its arguments as the page names them.
#[derive(Debug, Clone)]
pub struct Command {
    /// Its name.
    pub name: String,
    /// Names and shapes.
    pub arguments: Vec<(String, Shape)>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

/// Every command of the handler's list.
pub fn commands() -> Vec<Command> {
    let types = Types::read(&std::fs::read_to_string(root().join("ui/src/backend/bindings.ts")).unwrap());
    let folder = root().join("src-tauri/src/ipc");
    let list = std::fs::read_to_string(folder.join("mod.rs")).unwrap();
    let list = list.split_once("generate_handler![").unwrap().1.split_once(']').unwrap().0.to_owned();
    list.split(',')
        .filter_map(|path| path.trim().split_once("::"))
        .map(|(room, name)| {
            let source = std::fs::read_to_string(folder.join(format!("{room}.rs"))).unwrap();
            let (_, after) = source.split_once(&format!("fn {name}(")).unwrap_or_else(|| panic!("no {name}"));
            let end = after.find(") ->").expect("what it answers");
            Command { name: name.to_owned(), arguments: arguments(&after[..end], &types) }
        })
        .collect()
}

fn arguments(written: &str, types: &Types) -> Vec<(String, Shape)> {
    parts(written, ',')
        .into_iter()
        .filter_map(|one| {
            one.split_once(':').map(|(name, kind)| (name.trim().to_owned(), kind.trim().to_owned()))
        })
        .filter(|(_, kind)| !kind.starts_with("State<"))
        .map(|(name, kind)| (camel(&name), types.of_rust(&kind)))
        .collect()
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |all, word| all + &word[..1].to_ascii_uppercase() + &word[1..])
}

/// Splits where the separator stands outside of every bracket and quote.
fn parts(text: &str, separator: char) -> Vec<String> {
    let (mut depth, mut quoted, mut all) = (0_i32, false, vec![String::new()]);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '<' | '{' | '[' | '(' if !quoted => depth += 1,
            '>' | '}' | ']' | ')' if !quoted => depth -= 1,
            _ => {}
        }
        if c == separator && depth == 0 && !quoted {
            all.push(String::new());
        } else {
            all.last_mut().unwrap().push(c);
        }
    }
    all.retain(|part| !part.trim().is_empty());
    all.iter().map(|part| part.trim().to_owned()).collect()
}

/// The window's types by name, as they are written.
struct Types(BTreeMap<String, String>);

impl Types {
    fn read(bindings: &str) -> Self {
        let mut plain = String::new();
        let mut rest = bindings;
        while let Some((before, after)) = rest.split_once("/**") {
            plain += before;
            rest = after.split_once("*/").unwrap().1;
        }
        plain += rest;
        let named = plain.split("export type ").skip(1).filter_map(|one| {
            let (name, body) = one.split_once('=')?;
            Some((name.trim().to_owned(), body.trim().trim_end_matches(';').trim().to_owned()))
        });
        Self(named.collect())
    }

    fn of_rust(&self, kind: &str) -> Shape {
        let inside = |outer: &str| kind.strip_prefix(outer).and_then(|rest| rest.strip_suffix('>'));
        if let Some(inner) = inside("Option<") {
            return Shape::Perhaps(Box::new(self.of_rust(inner)));
        }
        if let Some(inner) = inside("Vec<") {
            return Shape::List(Box::new(self.of_rust(inner)));
        }
        match kind {
            "String" | "PastedText" | "PastedSecret" => Shape::Text,
            "i64" | "u8" | "u32" | "u64" => Shape::Number,
            "bool" => Shape::Flag,
            _ if kind.starts_with("Channel<") => Shape::Channel,
            named => self.of_page(named),
        }
    }

    fn of_page(&self, kind: &str) -> Shape {
        let choices = parts(kind, '|');
        let (nulls, others): (Vec<String>, Vec<String>) = choices.into_iter().partition(|one| one == "null");
        let shape = if others.iter().all(|one| one.starts_with('"')) {
            Shape::Word(others.iter().map(|one| one.trim_matches('"').to_owned()).collect())
        } else if others.len() > 1 {
            Shape::OneOf(others.iter().map(|one| self.of_page(one)).collect())
        } else {
            self.single(&others[0])
        };
        if nulls.is_empty() { shape } else { Shape::Perhaps(Box::new(shape)) }
    }

    fn single(&self, kind: &str) -> Shape {
        if let Some(inner) = kind.strip_suffix("[]") {
            return Shape::List(Box::new(self.of_page(inner)));
        }
        if let Some(inner) = kind.strip_prefix("Array<").and_then(|rest| rest.strip_suffix('>')) {
            return Shape::List(Box::new(self.of_page(inner)));
        }
        if let Some(inner) = kind.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            let member = |one: String| {
                let (name, kind) = one.split_once(':').expect("a member with its type");
                (name.trim().trim_matches('"').to_owned(), self.of_page(kind.trim()))
            };
            return Shape::Object(parts(inner, ',').into_iter().map(member).collect());
        }
        match kind {
            "string" => Shape::Text,
            "number" => Shape::Number,
            "boolean" => Shape::Flag,
            named => {
                let body = self.0.get(named).unwrap_or_else(|| panic!("the shape of {named} cannot be read"));
                self.of_page(body)
            }
        }
    }
}
