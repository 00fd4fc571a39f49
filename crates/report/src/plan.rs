//! The Assistant's implementation plan: its three phases, with only the steps that an open finding calls for.

use model::{Finding, Severity};

use crate::catalogue;
use crate::drawing::{Drawing, line, place};
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

/// Draws "Security Implementation Plan". Every open security finding stands in exactly one step.
pub(crate) fn draw(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Security Implementation Plan");
    line!(out);
    line!(out, "The hours are the plan's usual allowances, not an estimate of this code.");
    line!(out);
    let mut left: Vec<(usize, &Finding)> = drawing.security().collect();
    let mut phases = [
        ("### Phase 1: Critical Fixes (Immediate - 4-8 hours)", take(&mut left, CRITICAL_FIXES)),
        ("### Phase 2: Authentication & Authorization (8-12 hours)", take(&mut left, AUTHENTICATION)),
        ("### Phase 3: Security Monitoring (4-6 hours)", take(&mut left, MONITORING)),
    ];
    let (urgent, later): (Vec<_>, Vec<_>) =
        left.into_iter().partition(|(_, finding)| finding.severity >= Severity::High);
    if !urgent.is_empty() {
        phases[0].1.push(("Fix the Other Urgent Findings", urgent));
    }
    if !later.is_empty() {
        phases[2].1.push(("Fix the Remaining Findings", later));
    }
    let last = phases.len() - 1;
    for (index, (heading, steps)) in phases.iter().enumerate() {
        line!(out, "{heading}");
        line!(out);
        for (position, (title, findings)) in steps.iter().enumerate() {
            line!(out, "{}. **{title}**", position + 1);
            step(out, drawing, findings);
        }
        if index == last {
            line!(out, "{}. **Automated Security Scanning**", steps.len() + 1);
            line!(
                out,
                "   - Run `pyvigil scan .` on every commit; its exit status is 1 while a security finding is open."
            );
        } else if steps.is_empty() {
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
