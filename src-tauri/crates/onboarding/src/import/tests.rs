use proptest::prelude::*;
use time::OffsetDateTime;

use super::*;
use crate::records::AppRow;
use crate::table;

const ONE: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const OTHER: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";

fn rows(text: &str) -> Vec<(u32, String, String)> {
    let reading = read(text, &[]).unwrap();
    assert_eq!(reading.problems, [], "{text:?}");
    reading.lines.into_iter().map(|line| (line.line, line.name, line.tenant.to_string())).collect()
}

fn faults(text: &str) -> Vec<(u32, String, Fault)> {
    let problems = read(text, &[]).unwrap().problems;
    problems.into_iter().map(|problem| (problem.line, problem.value, problem.fault)).collect()
}

fn row(line: u32, name: &str, tenant: &str) -> (u32, String, String) {
    (line, name.to_owned(), tenant.to_owned())
}

#[test]
fn commas_semicolons_and_tabs_part_cells() {
    for delimiter in [",", ";", "\t"] {
        let text = format!("Åkeri AB{delimiter}contoso.se\r\nFabrikam{delimiter}{ONE}\r\n");
        assert_eq!(rows(&text), [row(1, "Åkeri AB", "contoso.se"), row(2, "Fabrikam", ONE)]);
    }
    assert_eq!(rows("Contoso, Inc.;contoso.se\n"), [row(1, "Contoso, Inc.", "contoso.se")]);
    assert_eq!(rows("\"Contoso, \"\"Inc.\"\"\",contoso.se"), [row(1, "Contoso, \"Inc.\"", "contoso.se")]);
    assert_eq!(rows("sep=;\nA;a.example"), [row(2, "A", "a.example")]);
}

#[test]
fn a_header_is_known_in_both_languages_and_says_where_what_stands() {
    for header in ["Name,Tenant", "namn;klientorganisation", "\u{feff}Kund\tDomän", "KUNDNAMN,Tenant ID"] {
        let delimiter = [',', ';', '\t'].into_iter().find(|sign| header.contains(*sign)).unwrap();
        assert_eq!(rows(&format!("{header}\nA{delimiter}a.example\n")), [row(2, "A", "a.example")]);
    }
    let partner_center =
        format!("Microsoft ID,Company name,Primary domain name,Relationship\n{ONE},A,a.example,x\n");
    let reading = read(&partner_center, &[]).unwrap();
    assert_eq!(reading.lines[0].tenant.to_string(), ONE);
    assert_eq!(reading.lines[0].domain.as_ref().unwrap().as_str(), "a.example");
}

#[test]
fn without_a_header_tenants_are_found_where_they_stand() {
    assert_eq!(rows(&format!("{ONE},A\n{OTHER},B\n")), [row(1, "A", ONE), row(2, "B", OTHER)]);
}

#[test]
fn blank_lines_are_passed_over_and_lines_keep_their_numbers() {
    assert_eq!(
        rows("\n\nA,a.example\n,\n\n\"B\nB\",x\n".replace("\"B\nB\",x\n", "B,b.example\n").as_str()),
        [row(3, "A", "a.example"), row(6, "B", "b.example")]
    );
}

#[test]
fn a_line_may_end_in_a_carriage_return_alone() {
    assert_eq!(rows("A,a.example\rB,b.example"), [row(1, "A", "a.example"), row(2, "B", "b.example")]);
}

#[test]
fn each_fault_names_its_line_and_what_stands_there() {
    let long = "x".repeat(201);
    let text = format!(
        "Name,Tenant\nGood,good.example\n,b.example\n{long},c.example\n\"a\u{7}b\",d.example\nE,\nF,nonsense\n\
         G,https://www.g.example/about\nH,00000000-0000-0000-0000-000000000000\nAgain,GOOD.example\nM\u{fffd}ller,m.example\n"
    );
    let found = faults(&text);
    let lines: Vec<u32> = found.iter().map(|(line, ..)| *line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9, 10, 11]);
    let kinds: Vec<Fault> = found.iter().map(|(_, _, fault)| fault.clone()).collect();
    assert_eq!(
        kinds,
        [
            Fault::Name(InputProblem::Empty),
            Fault::Name(InputProblem::TooLong),
            Fault::Name(InputProblem::ControlCharacters),
            Fault::Tenant(IdProblem::Empty),
            Fault::Tenant(IdProblem::NotATenant),
            Fault::Tenant(IdProblem::TakenApart { suggestion: "g.example".to_owned() }),
            Fault::Tenant(IdProblem::NilGuid),
            Fault::Repeats(2),
            Fault::LettersLost,
        ]
    );
    assert_eq!(found[4].1, "nonsense");
    assert_eq!(read(&text, &[]).unwrap().lines.len(), 1);
}

#[test]
fn who_is_a_customer_already_is_said_by_name() {
    let customer = CustomerRecord {
        domain: Domain::parse("contoso.se").ok(),
        ..CustomerRecord::new(
            AppRow(1),
            "Contoso".to_owned(),
            TenantId::parse(ONE).unwrap(),
            OffsetDateTime::UNIX_EPOCH,
        )
    };
    let reading = read(&format!("A,{ONE}\nB,contoso.se\nC,c.example\n"), &[customer]).unwrap();
    assert_eq!(reading.lines.len(), 1);
    assert!(reading.problems.iter().all(|problem| problem.fault == Fault::Already("Contoso".to_owned())));
}

#[test]
fn what_is_no_list_is_refused_as_a_whole() {
    let refused = |text: &str| read(text, &[]).unwrap_err();
    assert_eq!(refused(""), Unreadable::Empty);
    assert_eq!(refused(" \n,,\n"), Unreadable::Empty);
    assert_eq!(refused("N\0a\0m\0e\0"), Unreadable::NotText);
    assert_eq!(refused("contoso.se\nfabrikam.se\n"), Unreadable::NoColumns);
    assert_eq!(refused(&"A,a.example\n".repeat(MOST_LINES + 1)), Unreadable::TooLong);
    assert_eq!(refused(&"x".repeat(LONGEST + 1)), Unreadable::TooLong);
    let blank = "\n".repeat(2 * MOST_LINES);
    let sparse = format!("sep=,\nname,tenant{blank}{}", "A,a.example\n".repeat(3));
    assert_eq!(read(&sparse, &[]).unwrap().lines.len(), 1, "blank lines are none");
}

#[test]
fn what_looks_like_a_formula_is_a_name_like_any_other() {
    assert_eq!(
        rows("=cmd()|x,a.example\n'+46 8,b.example"),
        [row(1, "=cmd()|x", "a.example"), row(2, "+46 8", "b.example")]
    );
}

#[test]
fn ten_thousand_lines_are_read_whole() {
    let lines = (0..10_000).map(|number| format!("Kund {number};kund{number}.example\r\n"));
    let text: String = std::iter::once("Namn;Domän\r\n".to_owned()).chain(lines).collect();
    let reading = read(&text, &[]).unwrap();
    assert_eq!((reading.lines.len(), reading.problems.len()), (10_000, 0));
    assert_eq!(reading.lines[9_999].line, 10_001);
}

proptest! {
    #[test]
    fn any_text_is_read_to_an_end(text in "\\PC{0,200}|[\"',;\\t\\r\\na-c.=0]{0,200}") {
        if let Ok(reading) = read(&text, &[]) {
            let numbers = |lines: Vec<u32>| lines.windows(2).all(|pair| pair[0] < pair[1]);
            prop_assert!(numbers(reading.lines.iter().map(|line| line.line).collect()));
            prop_assert!(numbers(reading.problems.iter().map(|problem| problem.line).collect()));
        }
    }

    #[test]
    fn what_is_written_is_read_again(names in prop::collection::vec("[^\\p{C}\\p{Z}\u{fffd}]{1,20}( [^\\p{C}\\p{Z}\u{fffd}]{1,20})?", 1..20), comma in any::<bool>()) {
        let cells = |(number, name): (usize, &String)| vec![name.clone(), format!("kund{number}.example")];
        let header = vec!["Name".to_owned(), "Domain".to_owned()];
        let table = table::written(if comma { b',' } else { b';' }, std::iter::once(header).chain(names.iter().enumerate().map(cells)));
        let reading = read(std::str::from_utf8(&table).unwrap(), &[]).unwrap();
        prop_assert_eq!(&reading.problems, &[]);
        let read: Vec<&String> = reading.lines.iter().map(|line| &line.name).collect();
        prop_assert_eq!(read, names.iter().collect::<Vec<_>>());
    }
}
