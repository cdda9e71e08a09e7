//! Which language or tool a path shows, by file name, folder and ending.

/// Up to two names for a path: what it is written in, and the tool whose file it is.
pub(crate) fn detect(path: &str) -> [Option<&'static str>; 2] {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    let ending = name.rsplit_once('.').map_or("", |(_, e)| e);
    [by_name(name).or_else(|| by_ending(ending)), by_folder(&lower)]
}

fn by_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "dockerfile"
        | "docker-compose.yml"
        | "docker-compose.yaml"
        | "compose.yml"
        | "compose.yaml"
        | ".dockerignore" => "Docker",
        "makefile" | "gnumakefile" => "Make",
        "cmakelists.txt" => "CMake",
        "jenkinsfile" => "Jenkins",
        ".gitlab-ci.yml" => "GitLab CI",
        "cargo.toml" => "Rust",
        "go.mod" => "Go",
        "pom.xml" => "Maven",
        "build.gradle" | "build.gradle.kts" => "Gradle",
        "tsconfig.json" => "TypeScript",
        "package.json" => "Node.js",
        "requirements.txt" | "pyproject.toml" | "setup.py" => "Python",
        "gemfile" | "rakefile" => "Ruby",
        "chart.yaml" => "Helm",
        "kustomization.yaml" => "Kubernetes",
        "dbt_project.yml" => "dbt",
        "ansible.cfg" => "Ansible",
        _ if name.starts_with("dockerfile.") || name.ends_with(".dockerfile") => "Docker",
        _ if name.starts_with("vite.config") => "Vite",
        _ if name.starts_with("webpack.config") => "Webpack",
        _ => return None,
    })
}

fn by_ending(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "rs" => "Rust",
        "py" | "pyi" => "Python",
        "ipynb" => "Jupyter",
        "js" | "mjs" | "cjs" | "jsx" => "JavaScript",
        "ts" | "mts" | "cts" | "tsx" => "TypeScript",
        "vue" => "Vue.js",
        "svelte" => "Svelte",
        "java" => "Java",
        "kt" | "kts" => "Kotlin",
        "scala" => "Scala",
        "go" => "Go",
        "c" | "h" => "C",
        "cc" | "cpp" | "cxx" | "hpp" | "hh" => "C++",
        "cs" => "C#",
        "fs" => "F#",
        "vb" => "Visual Basic",
        "swift" => "Swift",
        "m" => "MATLAB",
        "rb" => "Ruby",
        "php" => "PHP",
        "pl" | "pm" => "Perl",
        "r" | "rmd" => "R",
        "jl" => "Julia",
        "ex" | "exs" => "Elixir",
        "erl" => "Erlang",
        "hs" => "Haskell",
        "clj" | "cljs" => "Clojure",
        "dart" => "Dart",
        "lua" => "Lua",
        "sh" | "bash" | "zsh" => "Shell scripting",
        "ps1" | "psm1" => "PowerShell",
        "sql" | "ddl" => "SQL",
        "tf" | "tfvars" | "hcl" => "Terraform",
        "html" | "htm" => "HTML",
        "css" => "CSS",
        "scss" | "sass" | "less" => "Sass",
        "proto" => "Protocol Buffers",
        "graphql" | "gql" => "GraphQL",
        "sol" => "Solidity",
        "tex" | "bib" => "LaTeX",
        "md" | "rst" | "adoc" => "Technical writing",
        "abap" => "ABAP",
        "cob" | "cbl" => "COBOL",
        "dax" | "pbix" | "pbit" => "Power BI",
        "twb" | "twbx" => "Tableau",
        "ino" => "Arduino",
        "vhd" | "vhdl" => "VHDL",
        "robot" => "Robot Framework",
        "feature" => "Behaviour-driven development",
        "puml" => "UML",
        "bicep" => "Azure",
        _ => return None,
    })
}

fn by_folder(path: &str) -> Option<&'static str> {
    const FOLDERS: [(&str, &str); 14] = [
        (".github/workflows/", "GitHub Actions"),
        ("k8s/", "Kubernetes"),
        ("kubernetes/", "Kubernetes"),
        ("helm/", "Helm"),
        ("ansible/", "Ansible"),
        ("airflow/", "Apache Airflow"),
        ("kafka", "Apache Kafka"),
        ("spark", "Apache Spark"),
        ("terraform/", "Terraform"),
        ("dbt/", "dbt"),
        ("grafana", "Grafana"),
        ("prometheus", "Prometheus"),
        ("cypress/", "Cypress"),
        ("playwright", "Playwright"),
    ];
    FOLDERS
        .iter()
        .find(|(mark, _)| {
            path.match_indices(mark)
                .any(|(i, _)| i == 0 || path.as_bytes().get(i - 1).is_some_and(|b| !b.is_ascii_alphanumeric()))
        })
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_shows_its_tools() {
        assert_eq!(detect("services/orders/kafka/Consumer.java"), [Some("Java"), Some("Apache Kafka")]);
        assert_eq!(detect("Dockerfile"), [Some("Docker"), None]);
        assert_eq!(detect(".github/workflows/ci.yml"), [None, Some("GitHub Actions")]);
        assert_eq!(detect("infra/main.tf"), [Some("Terraform"), None]);
        assert_eq!(detect("src/sparkle.txt").first(), Some(&None));
        assert_eq!(detect(""), [None, None]);
    }
}
