//! In which order the files of a project are analyzed: what a file imports comes before it.

use std::collections::BTreeMap;

use semantic::{ImportPlace, Modules, written_imports};

/// The order of a project's files, and what each of them sees of the others.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) modules: Modules,
    /// All files, imported ones first.
    pub(crate) order: Vec<usize>,
    /// The files that each one imports and may look into, sorted. They come before it.
    pub(crate) imports: Vec<Vec<usize>>,
    /// Whether anything imports the file.
    pub(crate) is_imported: Vec<bool>,
    /// Whether it imports a file that comes behind it.
    pub(crate) is_cut: Vec<bool>,
}

/// What a file imports, and how surely it needs it.
type Edges = Vec<BTreeMap<usize, ImportPlace>>;

impl Plan {
    /// Takes the files' paths and texts. Texts that are not Python are to be given as empty.
    ///
    /// Where files import each other in a circle, the imports inside of functions are left out first, then those behind
    /// definitions; what then still is a circle is read in the order of the files. What was left out counts again where it
    /// leads to a file that comes first anyway.
    pub(crate) fn new<'p>(files: &[(&'p str, &'p str)]) -> Self {
        let modules = Modules::new(files.iter().map(|(path, _)| *path));
        let edges: Edges = files.iter().enumerate().map(|(at, (_, text))| edges_of(&modules, at, text)).collect();
        let mut kept = edges.clone();
        for weak in [ImportPlace::Inner, ImportPlace::Late] {
            let circle = circles(&kept);
            for (from, targets) in kept.iter_mut().enumerate() {
                targets.retain(|to, place| *place < weak || circle[from] != circle[*to]);
            }
        }
        let circle = circles(&kept);
        for (from, targets) in kept.iter_mut().enumerate() {
            targets.retain(|to, _| circle[from] != circle[*to] || *to < from);
        }
        let order = imported_first(&kept);
        let mut rank = vec![0; files.len()];
        for (place, file) in order.iter().enumerate() {
            rank[*file] = place;
        }
        let mut is_imported = vec![false; files.len()];
        let imports: Vec<Vec<usize>> = edges
            .iter()
            .enumerate()
            .map(|(from, targets)| targets.keys().copied().filter(|to| rank[*to] < rank[from]).collect())
            .collect();
        for &to in edges.iter().flat_map(BTreeMap::keys) {
            is_imported[to] = true;
        }
        let is_cut = edges.iter().zip(&imports).map(|(edges, imports)| edges.len() > imports.len()).collect();
        Self { modules, order, imports, is_imported, is_cut }
    }
}

fn edges_of(modules: &Modules, file: usize, text: &str) -> BTreeMap<usize, ImportPlace> {
    let mut edges = BTreeMap::new();
    let mut add = |level: u32, dotted: &str, place: ImportPlace| {
        if let Some(to) = modules.resolve(file, level, dotted).filter(|to| *to != file) {
            let known = edges.entry(to).or_insert(place);
            *known = place.min(*known);
        }
    };
    for import in written_imports(text) {
        // `import a.b` also runs `a`.
        let ends = import.module.match_indices('.').map(|(at, _)| at).chain([import.module.len()]);
        ends.for_each(|end| add(import.level, &import.module[..end], import.place));
        for name in &import.names {
            let dotted =
                if import.module.is_empty() { (*name).to_owned() } else { format!("{}.{name}", import.module) };
            add(import.level, &dotted, import.place);
        }
    }
    edges
}

/// For each file the number of its circle: two files have the same if each leads to the other. (Tarjan's algorithm.)
fn circles(edges: &Edges) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let mut index = vec![UNSEEN; edges.len()];
    let mut low = vec![0; edges.len()];
    let mut circle = vec![UNSEEN; edges.len()];
    let mut open = Vec::new();
    let mut next = 0;
    for root in 0..edges.len() {
        let mut calls = Vec::new();
        if index[root] == UNSEEN {
            calls.push((root, edges[root].keys()));
        }
        while let Some((at, targets)) = calls.last_mut() {
            let at = *at;
            if index[at] == UNSEEN {
                (index[at], low[at]) = (next, next);
                next += 1;
                open.push(at);
            }
            match targets.next() {
                Some(&to) if index[to] == UNSEEN => calls.push((to, edges[to].keys())),
                Some(&to) => {
                    if circle[to] == UNSEEN {
                        low[at] = low[at].min(index[to]);
                    }
                }
                None => {
                    calls.pop();
                    if let Some((above, _)) = calls.last() {
                        low[*above] = low[*above].min(low[at]);
                    }
                    if low[at] == index[at] {
                        while let Some(member) = open.pop() {
                            circle[member] = at;
                            if member == at {
                                break;
                            }
                        }
                    }
                }
            }
        }
    }
    circle
}

/// The files in an order in which every one follows what it imports; there must be no circles.
fn imported_first(edges: &Edges) -> Vec<usize> {
    let mut order = Vec::with_capacity(edges.len());
    let mut seen = vec![false; edges.len()];
    for root in 0..edges.len() {
        let mut calls = vec![(root, edges[root].keys())];
        while let Some((at, targets)) = calls.last_mut() {
            let at = *at;
            match targets.next() {
                _ if seen[at] => drop(calls.pop()),
                Some(&to) if !seen[to] => calls.push((to, edges[to].keys())),
                Some(_) => {}
                None => {
                    seen[at] = true;
                    order.push(at);
                }
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(files: &[(&'static str, &'static str)]) -> Vec<&'static str> {
        Plan::new(files).order.into_iter().map(|file| files[file].0).collect()
    }

    #[test]
    fn imported_files_come_first() {
        let files = [("a.py", "import b\n"), ("b.py", "from p import c\n"), ("p/c.py", "import os\n")];
        assert_eq!(order(&files), ["p/c.py", "b.py", "a.py"]);
    }

    #[test]
    fn of_a_circle_the_weakest_import_is_left_out() {
        let files = [
            ("app/__init__.py", "app = Flask(__name__)\nfrom app import routes\n"),
            ("app/routes.py", "from app import app\n"),
        ];
        assert_eq!(order(&files), ["app/__init__.py", "app/routes.py"]);
        let files = [("a.py", "from b import x\n"), ("b.py", "def f():\n    from a import y\n")];
        assert_eq!(order(&files), ["b.py", "a.py"]);
        let files = [("a.py", "import b\n"), ("b.py", "import a\n")];
        let plan = Plan::new(&files);
        assert_eq!((plan.order, plan.imports), (vec![0, 1], vec![vec![], vec![0]]));
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let paths: Vec<(String, String)> =
            (0..20_000).map(|at| (format!("m{at}.py"), format!("import m{}\n", at + 1))).collect();
        let files: Vec<(&str, &str)> = paths.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert_eq!(Plan::new(&files).order.first(), Some(&19_999));
    }
}
