//! Whether the code that was given uses a package at all.

use std::collections::BTreeMap;

use crate::FileAnalysis;
use crate::analysis::PythonFacts;

/// Distributions whose modules have another name, by normalized name.
const MODULES: &[(&str, &[&str])] = &[
    ("apache-airflow", &["airflow"]),
    ("argon2-cffi", &["argon2"]),
    ("attrs", &["attr", "attrs"]),
    ("azure-core", &["azure"]),
    ("azure-identity", &["azure"]),
    ("azure-storage-blob", &["azure"]),
    ("beautifulsoup4", &["bs4"]),
    ("biopython", &["Bio"]),
    ("django-allauth", &["allauth"]),
    ("django-cors-headers", &["corsheaders"]),
    ("django-filter", &["django_filters"]),
    ("djangorestframework", &["rest_framework"]),
    ("djangorestframework-simplejwt", &["rest_framework_simplejwt"]),
    ("dnspython", &["dns"]),
    ("ecdsa", &["ecdsa"]),
    ("faiss-cpu", &["faiss"]),
    ("gitpython", &["git"]),
    ("google-api-python-client", &["googleapiclient"]),
    ("google-auth", &["google"]),
    ("google-cloud-storage", &["google"]),
    ("grpcio", &["grpc"]),
    ("hydra-core", &["hydra"]),
    ("ibm-db", &["ibm_db"]),
    ("impacket", &["impacket"]),
    ("llama-index", &["llama_index"]),
    ("markdown", &["markdown"]),
    ("markdown-it-py", &["markdown_it"]),
    ("msgpack-python", &["msgpack"]),
    ("mysql-connector-python", &["mysql"]),
    ("mysqlclient", &["MySQLdb"]),
    ("opencv-contrib-python", &["cv2"]),
    ("opencv-python", &["cv2"]),
    ("opencv-python-headless", &["cv2"]),
    ("pillow", &["PIL"]),
    ("protobuf", &["google"]),
    ("psycopg2-binary", &["psycopg2"]),
    ("py-bcrypt", &["bcrypt"]),
    ("pycrypto", &["Crypto"]),
    ("pycryptodome", &["Crypto"]),
    ("pycryptodomex", &["Cryptodome"]),
    ("pygments", &["pygments"]),
    ("pyjwt", &["jwt"]),
    ("pymupdf", &["fitz", "pymupdf"]),
    ("pynacl", &["nacl"]),
    ("pyopenssl", &["OpenSSL"]),
    ("pypdf2", &["PyPDF2"]),
    ("pyserial", &["serial"]),
    ("pysaml2", &["saml2"]),
    ("python-dateutil", &["dateutil"]),
    ("python-docx", &["docx"]),
    ("python-dotenv", &["dotenv"]),
    ("python-gnupg", &["gnupg"]),
    ("python-jose", &["jose"]),
    ("python-ldap", &["ldap"]),
    ("python-magic", &["magic"]),
    ("python-multipart", &["multipart", "python_multipart"]),
    ("python-pptx", &["pptx"]),
    ("python3-saml", &["onelogin"]),
    ("pytorch-lightning", &["pytorch_lightning"]),
    ("pyyaml", &["yaml"]),
    ("ruamel-yaml", &["ruamel"]),
    ("scikit-image", &["skimage"]),
    ("scikit-learn", &["sklearn"]),
    ("sentry-sdk", &["sentry_sdk"]),
    ("setuptools", &["setuptools", "pkg_resources"]),
    ("starlette", &["starlette", "fastapi"]), // used by every FastAPI application
    ("tensorflow-cpu", &["tensorflow"]),
    ("tensorflow-gpu", &["tensorflow"]),
    ("tornado", &["tornado"]),
    ("twisted", &["twisted"]),
    ("typing-extensions", &["typing_extensions"]),
    ("uwsgi", &["uwsgi", "uwsgidecorators"]),
    ("websocket-client", &["websocket"]),
    ("werkzeug", &["werkzeug", "flask"]), // used by every Flask application
    ("jinja2", &["jinja2", "flask"]),
    ("zope-interface", &["zope"]),
];

/// Whether the code that was given uses a package.
pub(super) struct Use {
    pub(super) imported: bool,
    /// Where, or why it seems not to.
    pub(super) told: String,
}

/// What the code imports.
pub(super) struct Context {
    files: usize,
    /// From a top-level module, in lower case, to the first places that import it.
    imports: BTreeMap<String, Vec<String>>,
}

impl Context {
    pub(super) fn new(python: &[(&FileAnalysis, &PythonFacts)]) -> Self {
        let mut imports: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (file, facts) in python {
            for (module, line) in &facts.recon.modules {
                imports.entry(module.to_lowercase()).or_default().push(format!("{}:{line}", file.path));
            }
        }
        Self { files: python.len(), imports }
    }

    /// Whether and where the package is used; `None` where no code was given.
    pub(super) fn use_of(&self, key: &str) -> Option<Use> {
        if self.files == 0 {
            return None;
        }
        let known = MODULES.iter().find(|(name, _)| *name == key).map(|(_, modules)| *modules);
        let modules: Vec<String> = match known {
            Some(modules) => modules.iter().map(|&module| module.to_owned()).collect(),
            None => vec![key.replace('-', "_")],
        };
        let places: Vec<&String> =
            modules.iter().filter_map(|module| self.imports.get(&module.to_lowercase())).flatten().collect();
        let shown = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ");
        let told = match &*places {
            [] => {
                let files = if self.files == 1 { "file".to_owned() } else { format!("{} files", self.files) };
                format!(
                    "CVE present, not exploitable in this context: the Python {files} given never imports {}; another \
                     package may still use it",
                    shown(&modules)
                )
            }
            [first, rest @ ..] => {
                let more = match rest.len() {
                    0 => String::new(),
                    1 => " and in one more place".to_owned(),
                    count => format!(" and in {count} more places"),
                };
                format!("imported at {first}{more}; which function is affected is not recorded")
            }
        };
        Some(Use { imported: !places.is_empty(), told })
    }
}
