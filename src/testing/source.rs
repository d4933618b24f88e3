//! Our own source for architecture tests: code without comments and strings, literals, and used module paths.

use regex::Regex;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// One file of `src`, or of `crates`.
pub struct Source {
    /// Such as `src/orders/store.rs`.
    pub path: String,
    pub text: String,
    /// The text with comments and the insides of strings blanked; everything stands where it stood.
    pub code: String,
    /// The code without test-only parts.
    pub product: String,
    /// String literals with the place in the text where each begins, unescaped as far as SQL needs it.
    pub literals: Vec<(usize, String)>,
}

/// Every Rust file of `src` and `crates`, read once.
pub fn sources() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
        ["src", "crates"]
            .into_iter()
            .flat_map(|folder| files(folder, "rs"))
            .map(|(path, text)| Source::read(path, text))
            .collect()
    });
    &SOURCES
}

/// The files of a folder and the folders in it, by their ending: path and text.
pub fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = vec![root.join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in
            std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let path = entry.expect("a file of ours").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                let text = std::fs::read_to_string(&path).expect("a text file");
                let path = path.strip_prefix(root).expect("a path of ours");
                found.push((path.display().to_string(), text));
            }
        }
    }
    found.sort();
    found
}

impl Source {
    pub fn read(path: String, text: String) -> Self {
        let (code, literals) = without_words(&text);
        let product = without_tests(&code);
        Self {
            path,
            text,
            code,
            product,
            literals,
        }
    }

    /// Whether it is of a package under `crates`, whose arrows Cargo keeps.
    pub fn is_crate(&self) -> bool {
        self.path.starts_with("crates/")
    }

    /// The folder or file directly under `src`: `orders` for `src/orders/store.rs`, `money` for
    /// `crates/values/src/money.rs`.
    pub fn room(&self) -> &str {
        let rest = self.path.split_once("src/").map_or(&*self.path, |(_, rest)| rest);
        rest.split(['/', '.']).next().unwrap_or_default()
    }

    /// The file's name without its ending.
    pub fn stem(&self) -> &str {
        self.path
            .rsplit('/')
            .next()
            .and_then(|name| name.strip_suffix(".rs"))
            .unwrap_or_default()
    }

    /// Whether it is the file or in the folder of that name within its slice: `store`, `views`, `pages`.
    pub fn is_part(&self, name: &str) -> bool {
        self.path.split(['/', '.']).skip(2).any(|part| part == name)
    }

    pub fn is_test(&self) -> bool {
        self.room() == "testing" || self.is_part("tests")
    }

    /// The number of the line that a place in the text is on.
    pub fn line(&self, place: usize) -> usize {
        self.code[..place].matches('\n').count() + 1
    }

    /// Lines of the product's code in which the pattern is found: number and the line as written.
    pub fn lines_with(&self, pattern: &Regex) -> Vec<(usize, String)> {
        self.product
            .lines()
            .zip(self.text.lines())
            .enumerate()
            .filter(|(_, (code, _))| pattern.is_match(code))
            .map(|(number, (_, text))| (number + 1, text.trim().to_owned()))
            .collect()
    }

    /// Whether what stands at that place in the text is compiled for tests only.
    pub fn is_for_tests(&self, place: usize) -> bool {
        self.is_test() || self.product.as_bytes().get(place) == Some(&b' ')
    }

    /// Every module path the file names, from the crate's root: line and segments.
    pub fn paths(&self) -> Vec<(usize, Vec<String>)> {
        self.paths_in(&self.code)
    }

    /// The code without test-only parts.
    pub fn product_paths(&self) -> Vec<(usize, Vec<String>)> {
        match self.is_test() {
            true => Vec::new(),
            false => self.paths_in(&self.product),
        }
    }

    fn paths_in(&self, code: &str) -> Vec<(usize, Vec<String>)> {
        if self.is_crate() {
            return Vec::new();
        }
        static START: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"\b(?:crate|super)(?:::[A-Za-z_][A-Za-z0-9_]*)*(::\{)?").expect("a pattern")
        });
        let mut paths = Vec::new();
        for found in START.find_iter(code) {
            let line = self.line(found.start());
            let open = found.as_str().ends_with("::{");
            let stem = found.as_str().trim_end_matches("::{");
            let Some(start) = self.absolute(stem) else {
                continue;
            };
            if open {
                for rest in branches(&code[found.end()..]) {
                    paths.push((line, start.iter().cloned().chain(rest).collect()));
                }
            } else {
                paths.push((line, start));
            }
        }
        paths
    }

    fn absolute(&self, path: &str) -> Option<Vec<String>> {
        let mut at: Vec<String> = self
            .path
            .trim_start_matches("src/")
            .trim_end_matches(".rs")
            .split('/')
            .map(str::to_owned)
            .collect();
        if matches!(self.stem(), "mod" | "lib" | "main") {
            at.pop();
        }
        for segment in path.split("::") {
            match segment {
                "crate" => at.clear(),
                "super" => {
                    at.pop()?;
                }
                name => at.push(name.to_owned()),
            }
        }
        Some(at)
    }
}

/// The paths inside a brace group that has just been opened.
fn branches(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' if depth == 0 => {
                found.extend(branch(&text[start..at]));
                start = at + 1;
            }
            '}' => {
                found.extend(branch(&text[start..at]));
                break;
            }
            _ => {}
        }
    }
    found
}

fn branch(text: &str) -> Vec<Vec<String>> {
    let text = text.trim();
    let (stem, inner) = match text.split_once('{') {
        Some((stem, inner)) => (stem.trim_end_matches("::"), Some(inner)),
        None => (text.split(" as ").next().unwrap_or_default(), None),
    };
    let stem: Vec<String> = stem
        .split("::")
        .map(str::trim)
        .filter(|segment| !segment.is_empty() && *segment != "self")
        .map(str::to_owned)
        .collect();
    match inner {
        Some(inner) => branches(inner)
            .into_iter()
            .map(|rest| stem.iter().cloned().chain(rest).collect())
            .collect(),
        None if text.is_empty() => Vec::new(),
        None => vec![stem],
    }
}

/// Blanks comments and the insides of strings, and collects the strings.
fn without_words(text: &str) -> (String, Vec<(usize, String)>) {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?s)//[^\n]*",
            r"|/\*.*?\*/",
            r####"|\br###"(?<raw3>.*?)"###|\br##"(?<raw2>.*?)"##|\br#"(?<raw1>.*?)"#|\br"(?<raw0>[^"]*)""####,
            r#"|"(?<plain>(?:[^"\\]|\\.)*)""#,
            r"|'(?:[^'\\\n]|\\[^\n]{1,8}?)'",
        ))
        .expect("a pattern")
    });
    let mut code = String::with_capacity(text.len());
    let mut literals = Vec::new();
    let mut last = 0;
    for found in WORDS.captures_iter(text) {
        let whole = found.get(0).expect("a match");
        code.push_str(&text[last..whole.start()]);
        let inside = ["raw3", "raw2", "raw1", "raw0", "plain"]
            .iter()
            .find_map(|name| found.name(name));
        if let Some(inside) = inside {
            let plain = found.name("plain").is_some();
            literals.push((
                whole.start(),
                if plain {
                    unescaped(inside.as_str())
                } else {
                    inside.as_str().to_owned()
                },
            ));
            let opening = inside.start() - whole.start();
            code.push_str(&whole.as_str()[..opening]);
            blank(inside.as_str(), &mut code);
            code.push_str(&whole.as_str()[opening + inside.len()..]);
        } else {
            blank(whole.as_str(), &mut code);
        }
        last = whole.end();
    }
    code.push_str(&text[last..]);
    (code, literals)
}

/// Blanks of the same length, keeping line breaks.
fn blank(text: &str, code: &mut String) {
    code.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
}

fn unescaped(literal: &str) -> String {
    static CONTINUED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\\\n\s*").expect("a pattern"));
    CONTINUED
        .replace_all(literal, "")
        .replace("\\\"", "\"")
        .replace("\\n", "\n")
        .replace("\\\\", "\\")
}

/// Blanks every item that stands under `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mut product = code.to_owned();
    while let Some(start) = product.find("#[cfg(test)]") {
        let rest = &product[start..];
        let ends = [rest.find(';'), rest.find('{')];
        let end = match ends {
            [Some(semicolon), Some(brace)] if semicolon < brace => semicolon + 1,
            [_, Some(brace)] => brace + closing(&rest[brace..]),
            [Some(semicolon), None] => semicolon + 1,
            [None, None] => rest.len(),
        };
        let mut blanked = String::new();
        blank(&rest[..end], &mut blanked);
        product.replace_range(start..start + end, &blanked);
    }
    product
}

/// The length of a block from its opening brace to behind its closing one.
fn closing(block: &str) -> usize {
    let mut depth = 0;
    for (at, c) in block.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    block.len()
}

#[cfg(test)]
mod tests {
    use super::Source;

    fn source(path: &str, text: &str) -> Source {
        Source::read(path.to_owned(), text.to_owned())
    }

    #[test]
    fn a_file_names_the_modules_it_uses_however_it_writes_them() {
        let read = source(
            "src/orders/pages.rs",
            "use crate::{ui::{Page, table::Row}, money};\nuse super::store;\nfn f() { crate::wallet::post() }\n// crate::no",
        );
        let paths: Vec<String> = read
            .paths()
            .iter()
            .map(|(line, path)| format!("{line} {}", path.join("::")))
            .collect();
        assert_eq!(
            paths,
            [
                "1 ui::Page",
                "1 ui::table::Row",
                "1 money",
                "2 orders::store",
                "3 wallet::post"
            ]
        );
    }

    #[test]
    fn words_and_tests_are_not_code() {
        let read = source(
            "src/money.rs",
            "fn a() { \"unwrap()\" } // unwrap()\n#[cfg(test)]\nmod tests { fn b() { c.unwrap() } }\nfn d<'a>(e: &'a str) { '\"' }",
        );
        assert!(!read.product.contains("unwrap") && read.code.contains("c.unwrap()"));
        assert!(read.product.contains("fn d<'a>(e: &'a str)"));
        assert_eq!(read.literals, [(9, "unwrap()".to_owned())]);
    }
}
