//! Loops: their ways out, and what a loop that looked at every item says of the whole.

use syntax::ast::{ExprId, ExprKind, StmtId};

use crate::run::engine::Engine;
use crate::run::eval::MAX_UNROLLED;
use crate::state::env::Layer;
use crate::state::value::{SinkSet, Value};

/// Loops nested deeper than this are followed once instead of twice.
const LOOPS_FOLLOWED_TWICE: usize = 3;
/// Turns of a loop with a known counter that are followed one by one.
const MAX_TURNS: usize = 8;

/// The ways out of one pass through a loop's body.
#[derive(Debug, Default)]
pub(crate) struct Exits {
    /// To the head: by `continue`, and by reaching the end.
    pub(crate) again: Vec<Layer>,
    /// Out of the loop, by `break`.
    pub(crate) out: Vec<Layer>,
}

impl<'a> Engine<'a> {
    /// One pass through the body.
    fn pass(&mut self, body: &'a [StmtId], enter: &mut impl FnMut(&mut Self)) -> Exits {
        self.body.loop_bases.push(self.env.depth());
        self.body.loops.push(Exits::default());
        let end = self.branch(body, enter);
        self.body.loop_bases.pop();
        let mut exits = self.body.loops.pop().unwrap_or_default();
        exits.again.extend(end);
        exits
    }

    /// `break` or `continue`: the pass ends here. Nothing behind it runs.
    pub(crate) fn leave_pass(&mut self, way: impl FnOnce(&mut Exits) -> &mut Vec<Layer>) -> bool {
        if let (Some(exits), Some(base)) = (self.body.loops.last_mut(), self.body.loop_bases.last()) {
            way(exits).push(self.env.since(*base));
        }
        false
    }

    /// Runs a loop's body as often as it takes for what it wrote to come around; `surely` says that it runs at least
    /// once. Gives the ways out by `break`, and those around of the last pass; false if none of them leads around.
    fn passes(
        &mut self,
        body: &'a [StmtId],
        surely: bool,
        mut enter: impl FnMut(&mut Self),
    ) -> (Vec<Layer>, Vec<Layer>, bool) {
        let passes = if self.body.loop_bases.len() < LOOPS_FOLLOWED_TWICE { 2 } else { 1 };
        let (mut out, mut last) = (Vec::new(), Vec::new());
        for pass in 0..passes {
            let ways_out = self.body.ways_out;
            self.env.watch();
            self.run.in_loops += 1;
            let exits = self.pass(body, &mut enter);
            self.run.in_loops -= 1;
            let looked_up = self.env.unwatch();
            out.extend(exits.out);
            last = exits.again;
            // Where nothing of what comes around is looked up, another pass finds the same.
            let is_settled = ways_out == self.body.ways_out && !last.iter().any(|layer| looked_up.may_meet(layer));
            if surely && pass == 0 && last.is_empty() {
                return (out, last, false);
            }
            let mut ends = last.clone();
            if !surely || pass > 0 {
                ends.push(Layer::default());
            }
            self.env.join(ends);
            if is_settled {
                break;
            }
        }
        (out, last, true)
    }

    /// Goes on behind a loop: by its `else`, if it ended by itself, or by one of its `break`s.
    fn behind_loop(
        &mut self,
        ends: bool,
        out: Vec<Layer>,
        orelse: &'a [StmtId],
        enter: impl FnOnce(&mut Self),
    ) -> bool {
        if out.is_empty() {
            enter(self);
            return ends && self.block(orelse);
        }
        let mut ways = out;
        if ends {
            ways.extend(self.branch(orelse, enter));
        }
        self.merge_branches(ways)
    }

    /// `for target in iter: body else: orelse`. False if its end is never reached.
    pub(crate) fn for_stmt(&mut self, target: ExprId, iter: ExprId, body: &'a [StmtId], orelse: &'a [StmtId]) -> bool {
        let items = self.eval_items(iter);
        let held = self.held(iter);
        if self.body.loop_bases.len() < 2
            && let Some(items) = self.exact_items(&held).filter(|items| items.len() <= MAX_UNROLLED)
        {
            return self.each_in_turn(target, items, body, orelse);
        }
        let mut begun = 0;
        // A host that cannot be looked up raises an error, so what was found is looked at.
        let surely = self.looked_up_host(iter).is_some();
        let (out, last, _) = self.passes(body, surely, |engine| {
            engine.assign_each(target, iter, &items);
            begun = engine.env.now();
        });
        let checked = if out.is_empty() { self.checked_in_all(target, iter, &last, begun) } else { None };
        self.behind_loop(true, out, orelse, |engine| {
            if let Some((sinks, without)) = checked {
                engine.clear_items(iter, sinks, without, iter);
            }
        })
    }

    /// A loop over items that are all known.
    fn each_in_turn(&mut self, target: ExprId, items: Vec<Value>, body: &'a [StmtId], orelse: &'a [StmtId]) -> bool {
        let mut out = Vec::new();
        let mut ends = true;
        for item in items {
            // Behind a turn that may have ended the loop, nothing is sure.
            let in_order = u32::from(out.is_empty());
            self.body.turns += in_order;
            let exits = self.pass(body, &mut |engine: &mut Self| engine.assign(target, &item, None));
            self.body.turns -= in_order;
            out.extend(exits.out);
            if exits.again.is_empty() {
                ends = false;
                break;
            }
            self.env.join(exits.again);
        }
        self.behind_loop(ends, out, orelse, |_| {})
    }

    /// What every way around a loop says of the item that it was about.
    fn checked_in_all(
        &self,
        target: ExprId,
        iter: ExprId,
        ways: &[Layer],
        begun: u32,
    ) -> Option<(SinkSet, crate::checks::chars::Chars)> {
        // Of pairs the first is the key.
        let target = match self.kind(target) {
            ExprKind::Tuple(names) if self.asked_for(iter, "items").is_some() => *names.first()?,
            _ => target,
        };
        if !matches!(self.kind(target), ExprKind::Name) {
            return None;
        }
        let of = |way: &Layer| {
            let slot = way.names.get(self.text(target)).filter(|slot| slot.since <= begun)?;
            let item = slot.value.as_ref()?.parts().first()?;
            Some((item.clean, item.shape.without))
        };
        let all: Option<Vec<_>> = ways.iter().map(of).collect();
        all?.into_iter().reduce(|(sinks, without), (more, also)| (sinks.both(more), without.both(also)))
    }

    /// `while test: body else: orelse`. False if its end is never reached.
    pub(crate) fn while_stmt(&mut self, test: ExprId, body: &'a [StmtId], orelse: &'a [StmtId]) -> bool {
        let constant = self.file.constant(test).map(|constant| constant.truthy());
        // As with the loops over known items: inside of two others it would be many turns.
        if constant.is_none() && self.run.in_loops == 0 && self.body.loop_bases.len() < 2 {
            return self.while_known(test, body, orelse);
        }
        self.eval(test);
        if constant == Some(false) {
            if let Some(span) = self.block_span(body) {
                self.mark_dead(span, "the condition is always false".to_owned(), self.span(test));
            }
            return self.block(orelse);
        }
        let always = constant == Some(true);
        let (out, _, _) = self.passes(body, always, |engine| {
            engine.eval(test);
            engine.refine(test, true);
        });
        self.behind_loop(!always, out, orelse, |engine| engine.refine(test, false))
    }

    /// `while left > 0`, with a counter that is known: turn by turn, as long as it is.
    fn while_known(&mut self, test: ExprId, body: &'a [StmtId], orelse: &'a [StmtId]) -> bool {
        let mut out = Vec::new();
        for turn in 0..MAX_TURNS {
            match self.truth(test) {
                Some(true) => {}
                Some(false) => {
                    if let Some(span) = self.block_span(body).filter(|_| turn == 0) {
                        self.mark_decided(span, "the condition is always false", test);
                    }
                    return self.behind_loop(true, out, orelse, |_| {});
                }
                None => break,
            }
            let exits = self.pass(body, &mut |_: &mut Self| {});
            out.extend(exits.out);
            if exits.again.is_empty() {
                return self.behind_loop(false, out, orelse, |_| {});
            }
            self.env.join(exits.again);
        }
        let (more, _, _) = self.passes(body, false, |engine| {
            engine.eval(test);
            engine.refine(test, true);
        });
        out.extend(more);
        self.behind_loop(true, out, orelse, |engine| engine.refine(test, false))
    }
}
