//! Arguments as a page sends them that somebody has taken over. Every choice comes from a seed, so that what went wrong
//! once goes wrong again.

use serde_json::{Map, Value, json};

use crate::shapes::{Command, Shape};

/// A stream of numbers from a seed (xorshift64*).
pub struct Dice(u64);

impl Dice {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number below this one.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % end.max(1)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// What the attacker knows: texts that go wrong, and values that are right.
pub struct Armoury {
    /// Hostile texts.
    pub naughty: Vec<String>,
    /// Fitting texts by the name of the member they fit.
    pub fitting: Vec<(&'static str, String)>,
    /// Numbers of apps and customers that there are.
    pub rows: Vec<i64>,
}

/// A request's body and what was done to it.
#[derive(Debug)]
pub struct Attack {
    /// In a few words.
    pub how: String,
    /// The body.
    pub body: Value,
}

impl Armoury {
    /// Arguments in the right shape, with fitting values or hostile ones.
    pub fn attack(&self, command: &Command, dice: &mut Dice) -> Attack {
        let wild = dice.below(3) == 0;
        let mut body: Map<String, Value> = command
            .arguments
            .iter()
            .map(|(name, shape)| (name.clone(), self.value(name, shape, wild, dice)))
            .collect();
        let mut how = if wild { "hostile values" } else { "fitting values" }.to_owned();
        if body.is_empty() || dice.below(4) == 0 {
            return Attack { how, body: Value::Object(body) };
        }
        let names: Vec<String> = body.keys().cloned().collect();
        let name = dice.one(&names).clone();
        match dice.below(9) {
            0 => {
                how = format!("without {name}");
                body.remove(&name);
            }
            1 => {
                "with more than was asked for".clone_into(&mut how);
                body.insert("__proto__".to_owned(), json!({ "owned": true }));
                body.insert(self.text(dice), json!(1));
                body.insert("cmd".to_owned(), json!("get_secret"));
            }
            2 => {
                how = format!("{name} of another type");
                let other = self.another_type(dice);
                body.insert(name, other);
            }
            3 => {
                how = format!("{name} very deep");
                let deep = (0..dice.below(400)).fold(json!(1), |inner, turn| {
                    if turn % 2 == 0 { json!([inner]) } else { json!({ "a": inner }) }
                });
                body.insert(name, deep);
            }
            4 => {
                how = format!("{name} very large");
                let text = self.text(dice);
                let times = (1 << 20) / text.len().max(1);
                body.insert(name, json!(text.repeat(times.max(1))));
            }
            5 => {
                how = format!("{name} as a list without end");
                body.insert(name, json!(vec![self.another_type(dice); 20_000]));
            }
            6 => {
                how = format!("{name} under another name");
                let value = body.remove(&name).unwrap_or_default();
                body.insert(name.to_uppercase(), value);
            }
            _ => {
                how = format!("{name} with a hostile text inside");
                let text = self.text(dice);
                replace(body.get_mut(&name).unwrap(), &text, dice);
            }
        }
        Attack { how, body: Value::Object(body) }
    }

    fn text(&self, dice: &mut Dice) -> String {
        let one = dice.one(&self.naughty).clone();
        match dice.below(4) {
            0 => one + dice.one(&self.naughty).as_str(),
            1 => {
                // Never a secret: that has its own place, and a name may be told.
                let near: Vec<&String> = self
                    .fitting
                    .iter()
                    .filter(|(of, _)| !["secret", "text"].contains(of))
                    .map(|(_, text)| text)
                    .collect();
                format!("{}{one}", dice.one(&near))
            }
            _ => one,
        }
    }

    fn value(&self, name: &str, shape: &Shape, wild: bool, dice: &mut Dice) -> Value {
        match shape {
            Shape::Text if wild => json!(self.text(dice)),
            Shape::Text => {
                let fits: Vec<&String> =
                    self.fitting.iter().filter(|(of, _)| *of == name).map(|(_, text)| text).collect();
                if fits.is_empty() { json!(self.text(dice)) } else { json!(dice.one(&fits)) }
            }
            Shape::Number if wild => number(dice),
            Shape::Number => json!(dice.one(&self.rows)),
            Shape::Flag => json!(dice.below(2) == 0),
            Shape::Word(_) | Shape::Channel if wild && dice.below(4) == 0 => json!(self.text(dice)),
            Shape::Word(words) => json!(dice.one(words)),
            Shape::List(of) => {
                let length = if wild { dice.below(40) } else { dice.below(4) };
                (0..length).map(|_| self.value(name, of, wild, dice)).collect()
            }
            Shape::Perhaps(_) if dice.below(3) == 0 => Value::Null,
            Shape::Perhaps(of) => self.value(name, of, wild, dice),
            Shape::Object(members) => {
                let member =
                    |(name, shape): &(String, Shape)| (name.clone(), self.value(name, shape, wild, dice));
                Value::Object(members.iter().map(member).collect())
            }
            Shape::OneOf(shapes) => {
                let one = dice.below(shapes.len());
                self.value(name, &shapes[one], wild, dice)
            }
            Shape::Channel => json!(format!("__CHANNEL__:{}", dice.below(1 << 20))),
        }
    }

    fn another_type(&self, dice: &mut Dice) -> Value {
        match dice.below(9) {
            0 => Value::Null,
            1 => json!(true),
            2 => number(dice),
            3 => json!([]),
            4 => json!({}),
            5 => json!([[["x"], {}], null]),
            6 => json!({ "kind": "manifest", "row": { "$ne": null } }),
            7 => json!(1.5),
            _ => json!(self.text(dice)),
        }
    }
}

fn number(dice: &mut Dice) -> Value {
    let odd = [
        json!(-1),
        json!(0),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(9_007_199_254_740_993_i64),
        json!(1e308),
        json!(-0.0),
        json!(256),
        json!("1"),
    ];
    dice.one(&odd).clone()
}

/// Puts a text in the place of one that lies somewhere inside.
fn replace(value: &mut Value, text: &str, dice: &mut Dice) {
    match value {
        Value::Array(all) if !all.is_empty() => {
            let at = dice.below(all.len());
            replace(&mut all[at], text, dice);
        }
        Value::Object(all) if !all.is_empty() => {
            let at = dice.below(all.len());
            if let Some(inner) = all.values_mut().nth(at) {
                replace(inner, text, dice);
            }
        }
        other => *other = json!(text),
    }
}
