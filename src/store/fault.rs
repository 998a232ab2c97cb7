//! SQLite's errors in plain lines (`J-18`).

use rusqlite::{Error, ErrorCode, ffi};

use crate::base::{Fault, No};

/// What broke, and what to do.
pub fn fault(error: &Error) -> Fault {
    if is_in_doubt(error) {
        return Fault::new(
            "the disk did not confirm what was written: whether the last act is recorded is not known",
            "leave the program, look at the disk, start again, and look for the act before you do it once more; then `ebcm verify`",
        );
    }
    let (what, remedy) = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => ("the disk is full: nothing was recorded", "free some space and try again"),
        Some(ErrorCode::ReadOnly) => ("the data file can't be written", "give this user write access to the data folder and try again"),
        Some(ErrorCode::CannotOpen) => ("the data file can't be opened", "look whether the data folder (--data) exists and may be read"),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            ("the data file is damaged", "leave the program, keep the file, and restore the latest backup; then `ebcm verify`")
        }
        Some(ErrorCode::SystemIoFailure) => (
            "the disk did not take or give the data: nothing was recorded",
            "leave the program, look at the disk, start again and run `ebcm verify`",
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            ("the data file is in use by another program", "end the other program and try again")
        }
        Some(ErrorCode::OutOfMemory) => ("the machine has no memory left", "end other programs and try again"),
        Some(ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied) => {
            ("access to the data file was denied", "give this user access to the data folder")
        }
        _ => return Fault::new(format!("the data file did not answer ({error})"), "start the program again and run `ebcm verify`"),
    };
    Fault::new(what, remedy)
}

/// Whether the error leaves it open what the disk holds: the sync failed after the writes went through. The system may take the
/// unsaved pages for saved ones from then on, so that a second try would succeed and prove nothing.
pub fn is_in_doubt(error: &Error) -> bool {
    matches!(error, Error::SqliteFailure(code, _) if [ffi::SQLITE_IOERR_FSYNC, ffi::SQLITE_IOERR_DIR_FSYNC].contains(&code.extended_code))
}

/// For `?` in the store's rooms.
pub fn broken(error: Error) -> No {
    No::Broken(fault(&error))
}

/// A state or body that can't be read back: it was altered, or written by a newer program.
pub fn unreadable(what: &str, error: &dyn std::fmt::Display) -> No {
    No::Broken(Fault::new(format!("{what} can't be read ({error})"), "run `ebcm verify`; it names what was altered"))
}
