//! Whatever is opened ends soon, in records or in a reason why not.

use std::time::{Duration as Elapsed, Instant};

use proptest::prelude::*;
use serde_json::json;

use super::*;

#[test]
fn a_file_that_is_none_says_so() {
    for text in ["", "{}", "[]", "null", "AADSTS700016", r#"{"format":"another","version":1}"#, "\u{feff}"] {
        assert_eq!(open(text), Err(Unopened::Other), "{text}");
        assert!(!looks_like(text));
    }
    let newer = json!({"format": FORMAT, "version": VERSION + 1, "made_by": "consentry 9.1.0", "apps": 7});
    let told = open(&newer.to_string()).unwrap_err();
    assert_eq!(
        told,
        Unopened::Newer { version: u64::from(VERSION) + 1, made_by: "consentry 9.1.0".to_owned() }
    );
    let text = made(entry(vec![telling_evidence()]), Names::Replaced).text;
    assert!(looks_like(&format!("\u{feff}\n {text}")));
    for cut in [2, 9, text.len() / 2, text.len() - 60] {
        let error = open(&text[..text.len() - cut]).unwrap_err();
        assert!(matches!(error, Unopened::Damaged(_)), "{error:?}");
    }
    assert_eq!(open(&format!("{}{}", text, " ".repeat(LONGEST))), Err(Unopened::TooLong));
    assert_eq!(open(&"x".repeat(LONGEST + 1)), Err(Unopened::Other));
    assert!(open(&text.replacen("\"apps\"", "\"rules\": 1, \"apps\"", 1)).is_err(), "a member named twice");
}

#[test]
fn odd_contents_are_refused_or_made_harmless() {
    let refused: [fn(&mut Value); 14] = [
        |file| file["customers"][0]["app"] = json!(7),
        |file| file["customers"][0]["tenant_id"] = json!("9188040d-6c67-4c5b-b112-36a304b66dad"),
        |file| file["customers"][0]["name"] = json!(" \u{202e} "),
        |file| file["customers"][0]["checks"][0]["evidence"]["finished_at"] = json!("9999-12-31T23:59:59.9Z"),
        |file| file["customers"][0]["checks"][0]["evidence"]["format"] = json!(99),
        |file| file["customers"][0]["checks"][0]["evidence"]["asked"]["cloud"] = json!("evil"),
        |file| file["customers"][0]["checks"] = vec![json!({}); 60].into(),
        |file| {
            file["apps"][0]["permissions"] =
                vec![json!({"permission": "A", "at": NOW.to_string()}); 501].into();
        },
        |file| file["customers"] = json!(vec![file["customers"][0].clone(); 201]),
        |file| file["apps"][0]["secret"]["expires_on"] = json!("tomorrow"),
        |file| file["customers"][0]["checks_in_all"] = json!(3),
        |file| file["customers"][0]["checks_in_all"] = json!(-1),
        |file| file["customers"][0]["checks"][1]["left_out_before"] = json!(1),
        |file| file["customers"][0]["checks"][1]["left_out_before"] = json!(u64::MAX),
    ];
    for (number, spoil) in refused.into_iter().enumerate() {
        assert!(matches!(spoiled(spoil), Err(Unopened::Damaged(_))), "{number}");
    }
    let opened = spoiled(|file| {
        file["nobody_knows"] = json!({"this": [1, 2, 3]});
        file["customers"][0]["name"] = json!(format!("<b>{}\u{202e}\u{7}", "x".repeat(10_000)));
        file["customers"][0]["checks"][1]["evidence"]["call"]["refused"]["refusal"]["message"] =
            json!("eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln ".repeat(2_000));
    })
    .unwrap();
    let name = &opened.customers[0].customer.name;
    assert!(name.starts_with("<b>xxx") && name.chars().count() == 200 && !name.contains('\u{202e}'));
    let Step::Refused { refusal, .. } = &opened.customers[0].checks[1].check.evidence.call else { panic!() };
    assert!(refusal.message.len() < 10_000 && !refusal.message.contains("eyJ"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_opened_ends_soon(
        places in prop::collection::vec((0_usize..20_000, any::<u8>()), 1..6),
        cut in 0_usize..20_000,
    ) {
        static FILE: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| document().to_string());
        let mut bytes = FILE.clone().into_bytes();
        for (place, byte) in places {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(if cut.is_multiple_of(3) { cut } else { 0 }));
        let text = String::from_utf8_lossy(&bytes);
        let begun = Instant::now();
        if let Ok(opened) = open(&text) {
            for one in &opened.customers {
                let _ = (one.standing(), one.in_short());
                let _ = (one.history(), one.milestones());
                for kept in &one.checks {
                    let proved = judge::judge(&kept.check.evidence).verdict == Verdict::Connected;
                    prop_assert!(kept.check.verdict != Verdict::Connected || proved);
                }
            }
        }
        prop_assert!(begun.elapsed() < Elapsed::from_secs(2));
    }
}

#[test]
fn hostile_files_end_soon() {
    let good = document().to_string();
    let refusal = |message: String| {
        spoiled(|file| {
            file["customers"][0]["checks"][1]["evidence"]["call"]["refused"]["refusal"]["message"] =
                message.into();
        })
    };
    let begun = Instant::now();
    assert!(open(&"[".repeat(1_000_000)).is_err());
    assert!(
        open(&good.replacen("\"rules\":", &format!("\"x\":{}1,\"rules\":", "[".repeat(100_000)), 1)).is_err()
    );
    assert!(open(&good.replacen("\"rules\":", &format!("\"rules\":{}", "9".repeat(1_000_000)), 1)).is_err());
    assert!(refusal("eyJ".repeat(2_000_000)).is_ok());
    assert!(refusal("client_secret=".repeat(300_000)).is_ok());
    let codes = format!("\"codes\":[{}]", vec!["1"; 2_000_000].join(","));
    assert!(open(&good.replacen("\"codes\":[700016]", &codes, 1)).is_err());
    assert!(begun.elapsed() < Elapsed::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn a_long_message_full_of_names_is_written_soon() {
    let begun = Instant::now();
    for piece in
        ["'a' ", "Contoso Sjukhus AB not found in the directory ", TENANT, "a.b.se ", "''''", "/home/", "'"]
    {
        let refusal =
            Refusal { status: 400, message: piece.repeat(8_192 / piece.len()), ..Refusal::default() };
        let evidence = but(|evidence| evidence.token = Step::Refused { took_ms: 1, refusal });
        let before = outcome(&evidence);
        assert_eq!(outcome(&reopened(evidence, Names::Replaced)), before, "{piece}");
    }
    assert!(begun.elapsed() < Elapsed::from_secs(20), "{:?}", begun.elapsed());
}
