//! Media types: `application/ppm-dap;message=…`, draft section 9.1.

/// A message's media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the message of its name")]
pub enum Media {
    HpkeConfigList,
    UploadReq,
    UploadErrors,
    AggregationJobInitReq,
    AggregationJobResp,
    AggregateShareReq,
    AggregateShare,
    CollectionJobReq,
    CollectionJobResp,
}

impl Media {
    /// As it stands in `Content-Type`.
    pub fn name(self) -> &'static str {
        match self {
            Media::HpkeConfigList => "application/ppm-dap;message=hpke-config-list",
            Media::UploadReq => "application/ppm-dap;message=upload-req",
            Media::UploadErrors => "application/ppm-dap;message=upload-errors",
            Media::AggregationJobInitReq => "application/ppm-dap;message=aggregation-job-init-req",
            Media::AggregationJobResp => "application/ppm-dap;message=aggregation-job-resp",
            Media::AggregateShareReq => "application/ppm-dap;message=aggregate-share-req",
            Media::AggregateShare => "application/ppm-dap;message=aggregate-share",
            Media::CollectionJobReq => "application/ppm-dap;message=collection-job-req",
            Media::CollectionJobResp => "application/ppm-dap;message=collection-job-resp",
        }
    }

    /// Does a `Content-Type` name this message? Case and spaces around the semicolon do not matter, RFC 9110 section 8.3.1.
    pub fn is(self, header: &str) -> bool {
        let plain = |text: &str| text.split(';').map(|p| p.trim().to_ascii_lowercase()).collect::<Vec<_>>();
        plain(header) == plain(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Media;

    #[test]
    fn spaces_and_case_do_not_matter_and_the_message_does() {
        assert!(Media::UploadReq.is("Application/PPM-DAP; message=upload-req"));
        assert!(!Media::UploadReq.is("application/ppm-dap;message=upload-errors"));
        assert!(!Media::UploadReq.is("application/ppm-dap"));
    }
}
