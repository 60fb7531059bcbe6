//! The signature: cut, bent, somebody else's, of another token, spelled otherwise.

use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use consentry_onboarding::verdict::Cause;

use crate::case::{Case, Class, Said};
use crate::mint::{KID, Mint, NEXT_KID, encoded, message, parts, with};
use crate::random::Random;

const INVALID: Said = Said::Cause(Cause::SignatureInvalid);
const MALFORMED: Said = Said::Cause(Cause::MalformedToken);
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn case(name: impl AsRef<str>, why: &'static str, token: String, said: Said) -> Case {
    Case::new(Class::Signature, name, why, token, said)
}

pub(crate) fn cases(mint: &Mint) -> Vec<Case> {
    let mut all = bent(mint);
    all.extend(cut(mint));
    all.extend(spelled(mint));
    all.extend(of_others(mint));
    all
}

/// What is done to a signature.
type Change<'a> = &'a dyn Fn(&mut Vec<u8>);

fn resigned(mint: &Mint, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let message = message(mint.header().to_string().as_bytes(), mint.claims().to_string().as_bytes());
    let mut signature = mint.published.signature(&RSA_PKCS1_SHA256, message.as_bytes());
    change(&mut signature);
    format!("{message}.{}", encoded(&signature))
}

/// One bit turned at many places of the signature, and of what is signed.
fn bent(mint: &Mint) -> Vec<Case> {
    let mut all = Vec::new();
    for bit in (0..2048).step_by(64).chain([1, 2047]) {
        let token = resigned(mint, |signature| signature[bit / 8] ^= 0x80 >> (bit % 8));
        all.push(case(format!("bit-{bit}"), "one bit of the signature is another", token, INVALID));
    }
    let token = mint.good();
    let [header, payload, signature] = parts(&token);
    // Digits within texts and numbers, so that the JSON stays well formed and only the signature can tell.
    for (nth, (from, to)) in [
        ("\"Northwind MDR\"", "\"Northwind MDS\""),
        ("\"roles\":[", "\"roles\":[\"Machine.Isolate\","),
        ("\"EU\"", "\"NA\""),
        ("\"Machine.Read.All\"", "\"Machine.Isolate\""),
        ("\"appidacr\":\"1\"", "\"appidacr\":\"2\""),
    ]
    .into_iter()
    .enumerate()
    {
        let claims = mint.claims().to_string();
        assert!(claims.contains(from), "{from}");
        let changed = encoded(claims.replace(from, to).as_bytes());
        let token = format!("{header}.{changed}.{signature}");
        all.push(case(format!("claim-changed-{nth}"), "a claim is another than was signed", token, INVALID));
    }
    let header = with(mint.header(), "x5t", "another").to_string();
    let token = format!("{}.{payload}.{signature}", encoded(header.as_bytes()));
    all.push(case("header-changed", "the header is signed too", token, INVALID));
    let spaced = mint.claims().to_string().replacen(':', ": ", 1);
    let token = format!("{}.{}.{signature}", parts(&mint.good())[0], encoded(spaced.as_bytes()));
    all.push(case("same-claims-other-bytes", "bytes are signed, not meanings", token, INVALID));
    all
}

/// Bytes missing, added or all alike.
fn cut(mint: &Mint) -> Vec<Case> {
    let mut all = Vec::new();
    for left in [1, 2, 16, 32, 128, 192, 254, 255] {
        let token = resigned(mint, |signature| signature.truncate(left));
        all.push(case(format!("first-{left}-bytes"), "the end of the signature is missing", token, INVALID));
    }
    let modulus = mint.published.modulus();
    let changes: [(&str, Change<'_>); 12] = [
        ("first-byte-last", &|signature| signature.rotate_left(1)),
        ("zero-in-front", &|signature| signature.insert(0, 0)),
        ("zero-behind", &|signature| signature.push(0)),
        ("twice", &|signature| signature.extend_from_within(..)),
        ("backwards", &|signature| signature.reverse()),
        ("all-zero", &|signature| signature.fill(0)),
        ("all-ones", &|signature| signature.fill(0xff)),
        ("number-one", &|signature| {
            signature.fill(0);
            signature[255] = 1;
        }),
        ("the-modulus", &|signature| signature.clone_from(&modulus)),
        ("modulus-less-one", &|signature| {
            signature.clone_from(&modulus);
            signature[255] -= 1;
        }),
        ("plus-the-modulus", &|signature| {
            // The same number modulo n; one that is not reduced is no signature.
            let mut carry = 0;
            for (digit, more) in signature.iter_mut().zip(&modulus).rev() {
                let sum = u16::from(*digit) + u16::from(*more) + carry;
                *digit = sum.to_le_bytes()[0];
                carry = sum >> 8;
            }
            signature.insert(0, u8::try_from(carry).unwrap());
        }),
        ("sixty-kilobytes-behind", &|signature| signature.resize(40_000, 7)),
    ];
    for (name, change) in changes {
        all.push(case(name, "no number but the one fits", resigned(mint, change), INVALID));
    }
    let token = mint.good();
    let [header, payload, _] = parts(&token);
    let stripped = format!("{header}.{payload}.");
    all.push(case("stripped", "RS256 without a signature is a token cut short", stripped, MALFORMED));
    all
}

/// The right signature, in another spelling than base64url has.
fn spelled(mint: &Mint) -> Vec<Case> {
    let mut all = Vec::new();
    let token = mint.good();
    let [header, payload, signature] = parts(&token);
    // 256 bytes end in a character of which two bits count; the other four may not say anything.
    let last = signature.as_bytes()[signature.len() - 1];
    let place = ALPHABET.iter().position(|letter| *letter == last).unwrap();
    for (other, letter) in ALPHABET.iter().enumerate().skip(place + 1).take(15) {
        let tail = char::from(*letter);
        let token = format!("{}{tail}", &token[..token.len() - 1]);
        all.push(case(
            format!("tail-bits-{}", other % 16),
            "bits that count for nothing are zero",
            token,
            MALFORMED,
        ));
    }
    for (name, text) in [
        ("padding-one", format!("{signature}=")),
        ("padding-two", format!("{signature}==")),
        ("padding-encoded", format!("{signature}%3D%3D")),
        ("plus-and-slash", signature.replacen(['-', '_'], "+", 1).replace('_', "/")),
        ("wave", format!("{signature}~")),
        ("bang", format!("!{signature}")),
        ("zero-byte-behind", format!("{signature}\0")),
        ("full-width", signature.replacen(signature.chars().next().unwrap(), "\u{ff21}", 1)),
        ("soft-hyphen", format!("{}\u{ad}{}", &signature[..50], &signature[50..])),
        ("zero-width", format!("{}\u{200b}{}", &signature[..50], &signature[50..])),
        ("quoted", format!("\"{signature}\"x")),
    ] {
        let token = format!("{header}.{payload}.{text}");
        let case = case(format!("spelled-{name}"), "base64url has one spelling", token, MALFORMED);
        // What nobody sees is no part of a token that was copied.
        let unseen = ["zero-byte-behind", "soft-hyphen", "zero-width"].contains(&name);
        all.push(if unseen { case.when_pasted(Said::Connected) } else { case });
    }
    let longer = format!("{token}A");
    all.push(case("spelled-letter-behind", "that makes another number of it", longer, INVALID));
    let mut random = Random::seeded(1);
    for (name, blank) in [
        ("space", " "),
        ("tab", "\t"),
        ("line", "\n"),
        ("windows-line", "\r\n"),
        ("no-break", "\u{a0}"),
        ("ideographic", "\u{3000}"),
    ] {
        let at = 20 + random.below(token.len() - 40);
        let broken = format!("{}{blank}{}", &token[..at], &token[at..]);
        all.push(
            case(format!("blank-{name}"), "a token has no blanks; a pasted one may", broken, MALFORMED)
                .when_pasted(Said::Connected),
        );
    }
    all
}

/// Good signatures, only not of this key over this token.
fn of_others(mint: &Mint) -> Vec<Case> {
    let mut all = Vec::new();
    let (header, claims) = (mint.header(), mint.claims());
    let stranger = mint.stranger.token(&header, &claims);
    all.push(case("another-key", "signed by a key that is not published", stranger, INVALID));
    let next = mint.next.token(&header, &claims);
    all.push(case("published-key-wrong-kid", "the key is the one that is named", next, INVALID));
    let named = mint.published.token(&with(header.clone(), "kid", NEXT_KID), &claims);
    all.push(case("named-another-published-key", "the key is the one that is named", named, INVALID));
    let unknown = mint.published.token(&with(header.clone(), "kid", "nobody-published-this"), &claims);
    all.push(case("right-key-unknown-kid", "no other key is tried", unknown, Said::Cause(Cause::KeyUnknown)));
    let by_thumbprint = with(with(header.clone(), "kid", "nobody"), "x5t", KID);
    let token = mint.published.token(&by_thumbprint, &claims);
    all.push(case("right-x5t-unknown-kid", "x5t chooses no key", token, Said::Cause(Cause::KeyUnknown)));

    let good = mint.good();
    let other = mint.published.token(&header, &with(claims.clone(), "uti", "another"));
    let ([head, body, _], [_, other_body, other_signature]) = (parts(&good), parts(&other));
    all.push(case(
        "of-another-token",
        "a signature is of one token",
        format!("{head}.{body}.{other_signature}"),
        INVALID,
    ));
    let swapped = format!("{head}.{other_body}.{}", parts(&good)[2]);
    all.push(case("payload-of-another-token", "a signature is of one token", swapped, INVALID));
    let payload_only = mint.published.signature(&RSA_PKCS1_SHA256, body.as_bytes());
    let token = format!("{head}.{body}.{}", encoded(&payload_only));
    all.push(case("of-the-payload-alone", "header and payload are signed", token, INVALID));
    let decoded = [mint.header().to_string(), mint.claims().to_string()].join(".");
    let signature = mint.published.signature(&RSA_PKCS1_SHA256, decoded.as_bytes());
    let token = format!("{head}.{body}.{}", encoded(&signature));
    all.push(case("of-the-decoded-text", "the encoded text is signed", token, INVALID));
    let signature = mint.published.signature(&RSA_PKCS1_SHA256, format!("{head}.{body}.").as_bytes());
    let token = format!("{head}.{body}.{}", encoded(&signature));
    all.push(case("with-a-dot-behind", "without the second dot", token, INVALID));
    all
}
