//! The nouns: severity, CVSS, CWE, OWASP, finding, review, and the wire form of them.
