//! DAP draft 18 as Skillkeep needs it. Knows no skill.
