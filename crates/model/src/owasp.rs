//! OWASP Top 10 categories, editions 2021 and 2025, and those of the OWASP Top 10 for LLM Applications 2025.

use serde::{Deserialize, Serialize};

macro_rules! categories {
    ($($name:ident = $code:literal $title:literal;)*) => {
        /// A category of an OWASP Top 10; serialized as its code, `A03:2021` or `LLM01:2025`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[allow(missing_docs)] // each one's name is its title
        pub enum Owasp {
            $(#[serde(rename = $code)] $name,)*
        }

        impl Owasp {
            /// Every category, 2021 before 2025 before that of language models, each in its list's order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code, `A03:2021`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The category's title, as OWASP names it.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }
        }
    };
}

categories! {
    A01Y2021 = "A01:2021" "Broken Access Control";
    A02Y2021 = "A02:2021" "Cryptographic Failures";
    A03Y2021 = "A03:2021" "Injection";
    A04Y2021 = "A04:2021" "Insecure Design";
    A05Y2021 = "A05:2021" "Security Misconfiguration";
    A06Y2021 = "A06:2021" "Vulnerable and Outdated Components";
    A07Y2021 = "A07:2021" "Identification and Authentication Failures";
    A08Y2021 = "A08:2021" "Software and Data Integrity Failures";
    A09Y2021 = "A09:2021" "Security Logging and Monitoring Failures";
    A10Y2021 = "A10:2021" "Server-Side Request Forgery (SSRF)";
    A01Y2025 = "A01:2025" "Broken Access Control";
    A02Y2025 = "A02:2025" "Security Misconfiguration";
    A03Y2025 = "A03:2025" "Software Supply Chain Failures";
    A04Y2025 = "A04:2025" "Cryptographic Failures";
    A05Y2025 = "A05:2025" "Injection";
    A06Y2025 = "A06:2025" "Insecure Design";
    A07Y2025 = "A07:2025" "Authentication Failures";
    A08Y2025 = "A08:2025" "Software or Data Integrity Failures";
    A09Y2025 = "A09:2025" "Security Logging and Alerting Failures";
    A10Y2025 = "A10:2025" "Mishandling of Exceptional Conditions";
    Llm01Y2025 = "LLM01:2025" "Prompt Injection";
    Llm02Y2025 = "LLM02:2025" "Sensitive Information Disclosure";
    Llm03Y2025 = "LLM03:2025" "Supply Chain";
    Llm04Y2025 = "LLM04:2025" "Data and Model Poisoning";
    Llm05Y2025 = "LLM05:2025" "Improper Output Handling";
    Llm06Y2025 = "LLM06:2025" "Excessive Agency";
    Llm07Y2025 = "LLM07:2025" "System Prompt Leakage";
    Llm08Y2025 = "LLM08:2025" "Vector and Embedding Weaknesses";
    Llm09Y2025 = "LLM09:2025" "Misinformation";
    Llm10Y2025 = "LLM10:2025" "Unbounded Consumption";
}

impl Owasp {
    /// The edition, 2021 or 2025.
    pub fn edition(self) -> u16 {
        if self.code().ends_with("2021") { 2021 } else { 2025 }
    }

    /// Whether it is one of the list for applications with language models, which stands beside the two of the web.
    pub fn is_of_models(self) -> bool {
        self.code().starts_with("LLM")
    }

    /// The category with this code, if there is one.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|category| category.code() == code)
    }
}
