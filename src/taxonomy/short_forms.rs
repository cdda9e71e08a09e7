//! Short forms that people write and taxonomies leave out: `k8s`, `Postgres`, `a11y`. A pack gets them as aliases when it is compiled.

use std::collections::{BTreeMap, BTreeSet};

use super::SkillSource;

/// A long name, and what is written for it.
const FORMS: [(&str, &str); 29] = [
    ("accessibility", "a11y"),
    ("amazon web services", "AWS"),
    ("ansible", "ansible playbooks"),
    ("artificial intelligence", "AI"),
    ("cascading style sheets", "CSS"),
    ("continuous integration", "CI/CD"),
    ("elasticsearch", "elastic search"),
    ("entity framework", "EF Core"),
    ("extensible markup language", "XML"),
    ("go programming language", "golang"),
    ("google cloud platform", "GCP"),
    ("hypertext markup language", "HTML"),
    ("infrastructure as code", "IaC"),
    ("internationalisation", "i18n"),
    ("internationalization", "i18n"),
    ("javascript", "ECMAScript"),
    ("javascript", "JS"),
    ("kubernetes", "k8s"),
    ("localisation", "l10n"),
    ("localization", "l10n"),
    ("machine learning", "ML"),
    ("microsoft power bi", "PowerBI"),
    ("natural language processing", "NLP"),
    ("observability", "o11y"),
    ("postgresql", "postgres"),
    ("react", "ReactJS"),
    ("typescript", "TS"),
    ("user experience design", "UX design"),
    ("vue.js", "VueJS"),
];

/// The short forms of each skill, in the order of the skills. A form that is some skill's name already, or would be that of two, is left out.
pub(super) fn short_forms(skills: &[&SkillSource]) -> Vec<Vec<&'static str>> {
    let mut holders: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (at, s) in skills.iter().enumerate().filter(|(_, s)| !s.retired) {
        for name in std::iter::once(&s.label).chain(&s.aliases) {
            holders.entry(name.trim().to_lowercase()).or_default().insert(at);
        }
    }
    let mut out = vec![Vec::new(); skills.len()];
    for (long, short) in FORMS {
        let taken = holders.contains_key(&short.to_lowercase());
        if let Some(of) = holders.get(long).filter(|of| of.len() == 1 && !taken)
            && let Some(forms) = of.first().and_then(|at| out.get_mut(*at))
        {
            forms.push(short);
        }
    }
    out
}
