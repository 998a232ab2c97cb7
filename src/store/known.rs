//! Which old numbers and meters stand in the data file already: asked while another hand records an import, of what stood before it.

use std::path::Path;

use super::fault::broken;
use super::{Reader, read, sql};
use crate::base::{ConsumerNo, No};

/// The data file as it stood when the import began.
pub struct InFile {
    reader: Reader,
    /// Nobody stands in it: nothing need be asked.
    empty: bool,
}

impl InFile {
    /// # Errors
    /// The data file can't be read.
    pub fn open(dir: &Path) -> Result<Self, No> {
        let reader = Reader::open(dir)?;
        let conn = reader.connection();
        // One transaction for all that is asked, so that it is asked at one moment, and quickly.
        conn.execute_batch(sql("begin reading")).map_err(broken)?;
        let empty = conn.query_row(sql("few consumers"), [1], |r| r.get(0)).map_err(broken)?;
        Ok(Self { reader, empty })
    }

    /// # Errors
    /// Faults of the disk.
    pub fn by_old_number(&self, old: &str) -> Result<Option<ConsumerNo>, No> {
        if self.empty { Ok(None) } else { read::by_old_number(self.reader.connection(), old) }
    }

    /// # Errors
    /// Faults of the disk.
    pub fn by_meter(&self, meter: &str) -> Result<Option<ConsumerNo>, No> {
        if self.empty { Ok(None) } else { read::by_meter(self.reader.connection(), meter) }
    }
}
