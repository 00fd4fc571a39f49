//! The Assistant's implementation plan: its three phases, with only the steps that an open finding calls for.

use model::{Finding, Severity};

use crate::catalogue;
use crate::dependencies::affected;
use crate::drawing::{Drawing, line, place, plural};
use crate::effort::{self, Effort};
use crate::md;

/// A step of the template and the weaknesses that call for it.
struct Step {
    title: &'static str,
    cwe: &'static [u16],
}

const CRITICAL_FIXES: &[Step] = &[
    Step { title: "Fix Injection Vulnerabilities", cwe: &[77, 78, 79, 88, 89, 90, 91, 94, 95, 564, 643, 917, 1336] },
    Step {
        title: "Secure Input Validation",
        cwe: &[20, 22, 23, 36, 73, 377, 379, 400, 409, 434, 502, 601, 611, 776, 918],
    },
    Step {
        title: "Secure Configuration Management",
        cwe: &[215, 259, 276, 295, 319, 321, 489, 605, 668, 732, 798, 942, 1188],
    },
];

const AUTHENTICATION: &[Step] = &[
    Step {
        title: "Secure Authentication System",
        cwe: &[287, 307, 326, 327, 328, 330, 338, 345, 347, 384, 521, 522, 613, 614, 759, 760, 916, 1004],
    },
    Step { title: "Authorization Decorators", cwe: &[269, 284, 285, 306, 352, 639, 862, 863] },
];

const MONITORING: &[Step] = &[Step { title: "Security Event Logging", cwe: &[117, 532, 778] }];

/// A phase of the plan.
pub(crate) struct Phase<'a> {
    pub(crate) title: &'static str,
    when: &'static str,
    /// The template's allowance, from and to.
    hours: (u32, u32),
    /// The steps that something calls for, each with what does.
    pub(crate) steps: Vec<(&'static str, Vec<(usize, &'a Finding)>)>,
}

impl<'a> Phase<'a> {
    /// What the phase is about.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &'a Finding> {
        self.steps.iter().flat_map(|(_, findings)| findings.iter().map(|(_, finding)| *finding))
    }

    /// What its steps take.
    pub(crate) fn effort(&self) -> Effort {
        effort::of_findings(self.findings())
    }
}

/// The three phases. Every open security finding stands in exactly one step.
pub(crate) fn phases<'a>(drawing: &Drawing<'a>) -> [Phase<'a>; 3] {
    let mut left: Vec<(usize, &Finding)> = drawing.security().collect();
    let mut critical = take(&mut left, CRITICAL_FIXES);
    let authentication = take(&mut left, AUTHENTICATION);
    let mut monitoring = take(&mut left, MONITORING);
    let (urgent, later): (Vec<_>, Vec<_>) =
        left.into_iter().partition(|(_, finding)| finding.severity >= Severity::High);
    if !urgent.is_empty() {
        critical.push(("Fix the Other Urgent Findings", urgent));
    }
    if !later.is_empty() {
        monitoring.push(("Fix the Remaining Findings", later));
    }
    [
        Phase { title: "Critical Fixes", when: "Immediate - ", hours: (4, 8), steps: critical },
        Phase { title: "Authentication & Authorization", when: "", hours: (8, 12), steps: authentication },
        Phase { title: "Security Monitoring", when: "", hours: (4, 6), steps: monitoring },
    ]
}

/// Draws "Security Implementation Plan". Every open security finding stands in exactly one step.
pub(crate) fn draw(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Security Implementation Plan");
    line!(out);
    line!(
        out,
        "The hours of the headings are the plan's usual allowances; what this code takes stands below them. {}",
        effort::METHOD
    );
    line!(out);
    let phases = phases(drawing);
    let last = phases.len() - 1;
    for (index, phase) in phases.iter().enumerate() {
        let Phase { title, when, hours, steps } = phase;
        line!(out, "### Phase {}: {title} ({when}{}-{} hours)", index + 1, hours.0, hours.1);
        line!(out);
        let findings = phase.findings().count();
        if findings > 0 {
            line!(out, "Here: {} for {}.", phase.effort().words(), plural(findings, "finding"));
            line!(out);
        }
        for (position, (title, findings)) in steps.iter().enumerate() {
            line!(out, "{}. **{title}**", position + 1);
            step(out, drawing, findings);
        }
        let outdated = if index == 0 { affected(drawing.review) } else { Vec::new() };
        if !outdated.is_empty() {
            line!(
                out,
                "{}. **Update Vulnerable Dependencies** (`pyvigil fix` shows the changed manifests)",
                steps.len() + 1
            );
            line!(out, "   - Here: {}.", effort::of_dependencies(drawing).words());
            for dependency in &outdated {
                line!(out, "   - {}: {}", dependency.name(), dependency.told());
            }
        }
        if index == last {
            line!(out, "{}. **Automated Security Scanning**", steps.len() + 1);
            line!(
                out,
                "   - Run `pyvigil scan .` on every commit; its exit status is 1 while a security finding is open."
            );
        } else if steps.is_empty() && outdated.is_empty() {
            line!(out, "No step applies: no open finding calls for one.");
        }
        line!(out);
    }
}

/// Takes what each step is called for by out of `left`; steps that nothing calls for are left out.
fn take<'a>(
    left: &mut Vec<(usize, &'a Finding)>,
    steps: &'static [Step],
) -> Vec<(&'static str, Vec<(usize, &'a Finding)>)> {
    let mut taken = Vec::new();
    for step in steps {
        let (called, rest): (Vec<_>, Vec<_>) =
            left.drain(..).partition(|(_, finding)| finding.cwe.first().is_some_and(|id| step.cwe.contains(id)));
        *left = rest;
        if !called.is_empty() {
            taken.push((step.title, called));
        }
    }
    taken
}

/// One line a rule: what to do, and where.
fn step(out: &mut String, drawing: &Drawing<'_>, findings: &[(usize, &Finding)]) {
    let mut rules: Vec<(&str, Vec<(usize, &Finding)>)> = Vec::new();
    for &(number, finding) in findings {
        match rules.iter_mut().find(|(rule, _)| *rule == finding.rule) {
            Some((_, same)) => same.push((number, finding)),
            None => rules.push((&finding.rule, vec![(number, finding)])),
        }
    }
    for (rule, same) in rules {
        let todo = catalogue::page(rule).map_or_else(
            || same.first().map(|(_, finding)| md::text(&finding.title)).unwrap_or_default(),
            |page| md::first_sentence(&page.fix),
        );
        let at = match same.as_slice() {
            [(_, only)] => format!(" at {}", place(only)),
            _ => String::new(),
        };
        line!(out, "   - {}{at} ({}): {todo}", md::code(rule), drawing.links(&same));
    }
}
