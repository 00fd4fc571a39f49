//! recon, scan, triage, recommend: the only place that decides.
