//! The real index: its weight, its names, and look-alikes of our own making.
#![allow(clippy::unwrap_used, clippy::print_stdout)] // helpers of tests fail by panicking, and say what they saw

use std::path::Path;

use advisories::Index;
use advisories::facts::Facts;

fn file() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/advisories.bin")).unwrap()
}

fn facts() -> Facts {
    let bytes = miniz_oxide::inflate::decompress_to_vec(&file()[8..]).unwrap();
    Facts::read(&bytes).unwrap()
}

#[test]
fn the_index_is_small_and_says_where_it_comes_from() {
    assert!(file().len() <= 230_000, "{}", file().len());
    let index = Index::load(&file()).unwrap();
    let meta = index.meta();
    assert!(meta.date.len() == 10 && meta.advisories > 6_000 && meta.malicious > 11_000 && meta.popular == 15_000);
    assert!(meta.sources.iter().any(|source| source.contains("CC-BY-4.0")));
    assert!(Index::load(b"PK").is_err() && Index::load(&file()[..1000]).is_err());
}

#[test]
fn popular_names_are_accused_of_nothing() {
    let (index, facts) = (Index::load(&file()).unwrap(), facts());
    for name in facts.famous.iter().chain(&facts.known) {
        assert_eq!((index.malicious(name), index.look_alike(name)), (None, None), "{name}");
    }
    for (name, id) in &facts.malicious {
        assert_eq!(index.malicious(name), Some(id.as_str()));
    }
}

/// Ways to make a name that is taken for another.
fn imitations(name: &str) -> Vec<String> {
    let half = name.len() / 2;
    let (head, tail) = name.split_at(half);
    let chars: Vec<char> = name.chars().collect();
    let mut swapped = chars.clone();
    swapped.swap(half - 1, half);
    vec![
        format!("{head}{}", &tail[1..]),       // a letter left out
        format!("{head}{}{tail}", &tail[..1]), // a letter doubled
        format!("{head}q{}", &tail[1..]),      // another letter
        swapped.into_iter().collect(),         // neighbours changed places
        format!("python-{name}"),
        format!("{name}-python"),
        format!("py{name}"),
        format!("{name}2"),
        name.replace('-', ""),
        name.replace('l', "1"),
        name.replace('o', "0"),
        name.replace('m', "rn"),
        format!("{name}s"),
    ]
}

#[test]
fn look_alikes_are_recognised() {
    let index = Index::load(&file()).unwrap();
    let targets = [
        "requests",
        "django",
        "flask",
        "numpy",
        "pandas",
        "urllib3",
        "cryptography",
        "pillow",
        "selenium",
        "beautifulsoup4",
        "scikit-learn",
        "python-dateutil",
        "sqlalchemy",
        "matplotlib",
        "tensorflow",
        "colorama",
        "setuptools",
        "boto3",
        "pyyaml",
        "jinja2",
        "paramiko",
        "fastapi",
    ];
    let (mut made, mut missed) = (0, Vec::new());
    for target in targets {
        for name in imitations(target).into_iter().filter(|name| name != target && !index.is_popular(name)) {
            made += 1;
            let seen = index.look_alike(&name).is_some_and(|alike| alike.imitates == target);
            if !seen && index.malicious(&name).is_none() {
                missed.push(name);
            }
        }
    }
    println!("{} of {made} recognised; missed: {missed:?}", made - missed.len());
    assert!(made >= 200 && missed.len() * 10 <= made, "{} of {made}: {missed:?}", missed.len());
}
