//! Who comes from bandit finds every test of it here. `bandit_tests.txt` holds the numbers that bandit 1.9.4 lists.

#[test]
fn every_test_of_bandit_has_a_rule() {
    let ids = include_str!("bandit_tests.txt").lines();
    let missing: Vec<&str> = ids.clone().filter(|id| rules::find(id).is_none()).collect();
    assert!(missing.is_empty(), "no rule for {missing:?}");
    assert_eq!(ids.count(), 75);
}

/// One test of bandit may be two rules here: a comment that names it means both.
#[test]
fn a_shared_number_is_an_alias_of_each_of_its_rules() {
    let of = |id: &str| rules::all().iter().filter(|rule| rule.aliases.contains(&id)).map(|rule| rule.code).collect();
    let marked: Vec<&str> = of("B703");
    assert_eq!(marked, ["PV113", "S308"]);
}
