//! The frameworks, each with the same methods as its documentation would have them written.

/// One framework.
pub struct Framework {
    pub name: &'static str,
    dependencies: &'static str,
    /// The crate, with what `//* each module` encloses once for each module.
    lib: &'static str,
    /// A module, with what `//* each method` encloses once for each method.
    module: &'static str,
}

macro_rules! framework {
    ($name:literal) => {
        Framework {
            name: $name,
            dependencies: include_str!(concat!("../frameworks/", $name, "/dependencies.toml")),
            lib: include_str!(concat!("../frameworks/", $name, "/lib.rs")),
            module: include_str!(concat!("../frameworks/", $name, "/module.rs")),
        }
    };
}

/// What the others are compared with.
pub const PLAIN: usize = 0;
/// This one.
pub const OURS: usize = 1;
/// All of them.
pub static ALL: [Framework; 5] = [
    framework!("axum"),
    framework!("bitrix-rest"),
    framework!("dropshot"),
    framework!("jsonrpsee"),
    framework!("poem-openapi"),
];

/// Methods of a module.
const IN_A_MODULE: usize = 20;

/// A file of a generated crate: path and content.
pub type File = (String, String);

impl Framework {
    /// The name of the crate with so many methods.
    pub fn package(&self, methods: usize) -> String {
        format!("{}-{methods}", self.name)
    }

    /// The crate with so many methods.
    pub fn files(&self, methods: usize, root: &str) -> Vec<File> {
        let modules = methods / IN_A_MODULE;
        let manifest = format!(
            "[package]\nname = \"cost-of-{}\"\nedition = \"2024\"\n\n[dependencies]\n{}",
            self.package(methods),
            self.dependencies.replace("ROOT", root)
        );
        let lib = repeat(self.lib, "//* each module", 0..modules);
        let mut files = vec![
            ("Cargo.toml".to_owned(), manifest),
            ("src/lib.rs".to_owned(), lib),
        ];
        files.extend((0..modules).map(|module| {
            let first = module * IN_A_MODULE;
            let numbers = first..first + IN_A_MODULE;
            let text = repeat(self.module, "//* each method", numbers);
            (format!("src/tasks_{module}.rs"), text)
        }));
        files
    }
}

/// The template with the lines between `begin` and `//* end` once for each number, which stands for `NN`.
fn repeat(template: &str, begin: &str, numbers: std::ops::Range<usize>) -> String {
    let mut text = String::new();
    let mut lines = template.lines();
    while let Some(line) = lines.next() {
        if line != begin {
            text.push_str(line);
            text.push('\n');
            continue;
        }
        let repeated: Vec<&str> = lines
            .by_ref()
            .take_while(|line| *line != "//* end")
            .collect();
        for number in numbers.clone() {
            for line in &repeated {
                text.push_str(&line.replace("NN", &number.to_string()));
                text.push('\n');
            }
        }
    }
    text
}
