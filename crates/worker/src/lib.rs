//! The analyzer as a Web Worker.
