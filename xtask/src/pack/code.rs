//! What can be found wrong: a stable code each, and its meaning in a few words.

/// Declares the codes once: variant, the name in reports, the meaning.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $name:literal $meaning:literal,)*) => {
        /// What was found. The name never changes; reports are compared by it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub(crate) enum Code { $(#[doc = $meaning] $variant,)* }

        impl Code {
            /// The code as reports have it.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// What it means, in a few words.
            pub(crate) fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    FileMissing "file.missing" "the file is not there or cannot be read",
    FileEmpty "file.empty" "the file has no rows",
    FileAbsent "file.absent" "an optional file is not there",
    Encoding "encoding" "bytes that are no text in any encoding that is read",
    Windows1252 "encoding.windows_1252" "the file is no UTF-8 and was read as Windows-1252",
    ColumnMissing "column.missing" "a column that is needed is not there",
    ColumnTwice "column.twice" "a column is there twice; the first counts",
    RowShort "row.short" "the row has fewer cells than the header",
    RowLong "row.long" "the row has more cells than the header",
    RowSize "row.size" "the row is longer than any row may be; a quote may be open",
    RowSyntax "row.syntax" "the row is no CSV",
    CellEmpty "cell.empty" "a cell that is needed is empty",
    CellValue "cell.value" "the cell has a value that it cannot have",
    JsonSyntax "json.syntax" "the file is no JSON from here on",
    JsonDepth "json.depth" "the JSON nests too deep",
    JsonSize "json.size" "the JSON file is too large",
    JsonShape "json.shape" "the JSON is not what it should be",
    IdTwice "id.twice" "the id is there twice",
    IdCollision "id.collision" "two sources use one id for different things",
    LabelTwice "label.twice" "two skills of one source have the same name",
    Dangling "dangling" "it names something that does not exist",
    SelfRelation "self" "it is related to itself",
    NeedTwice "need.twice" "a role needs a skill twice",
    Cycle "cycle" "going up the relation leads back to where one began",
    TooMany "too_many" "there are more rows than a pack can hold",
    Draft "draft" "it is a draft and was left out",
    Merged "merged" "two sources have the same skill; it is one in the pack",
    MergeExample "merge.example" "a technology is another source's example of something wider, and was put below it",
    MergeUnsure "merge.unsure" "several skills could be meant; it stays on its own",
    Unlinked "crosswalk.unlinked" "a row of the crosswalk names an occupation that is in neither source",
    NoZone "no_job_zone" "the occupation has no job zone; its grade is 1",
    Content "pack.content" "the compiler refuses it",
}
