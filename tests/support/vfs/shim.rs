//! The VFS itself: SQLite's unix VFS with a hand on each write, truncation, sync and deletion. Nothing is truly synced: the log
//! is the model of the disk, and a thousand states a second are asked.

#![allow(unsafe_code, reason = "a VFS is a table of C functions; no crate offers one with the hold on writes and syncs that this needs")]

use std::ffi::{CStr, CString, OsStr, c_char, c_int, c_void};
use std::mem;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;
use std::slice;
use std::sync::{Arc, OnceLock};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};

use super::tape::{Deed, Event, FileId, Tape};

/// A VFS known to SQLite; dropping it takes the name back.
pub struct Registration {
    name: CString,
    vfs: *mut sqlite3_vfs,
}

// SAFETY: the VFS is only handed to SQLite's register and unregister, which lock for themselves.
unsafe impl Send for Registration {}
// SAFETY: as above; a shared reference reads only the name.
unsafe impl Sync for Registration {}

impl Registration {
    pub fn name(&self) -> &str {
        self.name.to_str().expect("the name was made of text")
    }
}

impl Drop for Registration {
    /// The table itself is leaked: a connection that is still open goes on using it.
    fn drop(&mut self) {
        // SAFETY: `vfs` was registered by `register` and lives for ever.
        unsafe { ffi::sqlite3_vfs_unregister(self.vfs) };
    }
}

/// The name of a VFS that records nothing and never waits for a disk: for opening the states after a power cut.
pub fn without_sync() -> &'static str {
    static QUIET: OnceLock<Registration> = OnceLock::new();
    QUIET.get_or_init(|| register("without-sync", None)).name()
}

/// What stands behind a VFS of ours.
struct Behind {
    unix: *mut sqlite3_vfs,
    tape: Option<Arc<Tape>>,
}

/// An open file of ours; the unix VFS's own follows it in memory.
#[repr(C)]
struct Open {
    base: sqlite3_file,
    behind: *const Behind,
    recorded: Option<FileId>,
    /// The unix VFS syncs the folder with the first sync of a journal or WAL that it was asked to create.
    folder_at_sync: bool,
}

pub fn register(name: &str, tape: Option<Arc<Tape>>) -> Registration {
    let name = CString::new(name).expect("a VFS's name holds no zero byte");
    // SAFETY: SQLite initialises itself here, and the default VFS lives as long as the process.
    let unix = unsafe {
        assert_eq!(ffi::sqlite3_initialize(), ffi::SQLITE_OK, "SQLite starts");
        ffi::sqlite3_vfs_find(c"unix".as_ptr())
    };
    assert!(!unix.is_null(), "SQLite has its unix VFS");
    let behind = Box::into_raw(Box::new(Behind { unix, tape }));
    // SAFETY: `unix` is valid; it is copied. The doors that are not replaced below don't look at the VFS they are handed,
    // but for the length of its path names, which is copied with it.
    let mut vfs = unsafe { unix.read() };
    vfs.iVersion = 2;
    vfs.szOsFile += c_int::try_from(mem::size_of::<Open>()).expect("a small struct");
    vfs.pNext = ptr::null_mut();
    vfs.zName = name.clone().into_raw();
    vfs.pAppData = behind.cast();
    vfs.xOpen = Some(open);
    vfs.xDelete = Some(delete);
    let vfs = Box::into_raw(Box::new(vfs));
    // SAFETY: the table and its name are leaked, so they outlive every use.
    let code = unsafe { ffi::sqlite3_vfs_register(vfs, 0) };
    assert_eq!(code, ffi::SQLITE_OK, "the VFS is registered");
    Registration { name, vfs }
}

/// Calls a method of the unix VFS's file that lies behind ours.
macro_rules! pass {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        let unix = unix_file($file);
        match (*(*unix).pMethods).$method {
            Some(method) => method(unix $(, $argument)*),
            None => ffi::SQLITE_NOTFOUND,
        }
    }};
}

// In all that follows SQLite keeps its promises for a VFS: `vfs` is the one that was registered, `file` has `szOsFile` bytes and was
// opened by `open`, buffers have the length that is named with them.

unsafe fn unix_file(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: `szOsFile` leaves room for the unix VFS's file after ours; `Open` is aligned as pointers are.
    unsafe { file.cast::<Open>().add(1).cast() }
}

/// The tape and the file's place on it, where this file is recorded.
unsafe fn recorded<'a>(file: *mut sqlite3_file) -> Option<(&'a Tape, FileId)> {
    // SAFETY: `open` has filled the struct; what stands behind a VFS is leaked.
    let (open, behind) = unsafe { (&*file.cast::<Open>(), &*(*file.cast::<Open>()).behind) };
    Some((behind.tape.as_deref()?, open.recorded?))
}

unsafe fn path_of<'a>(name: *const c_char) -> Option<&'a Path> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite hands a string that ends with zero and outlives the call.
    Some(Path::new(OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes())))
}

unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: see above; `pAppData` is the leaked `Behind` of `register`.
    unsafe {
        let behind = (*vfs).pAppData.cast::<Behind>().cast_const();
        file.write_bytes(0, 1);
        let unix = (*behind).unix;
        let Some(unix_open) = (*unix).xOpen else { return ffi::SQLITE_CANTOPEN };
        let code = unix_open(unix, name, unix_file(file), flags, out_flags);
        if code != ffi::SQLITE_OK {
            return code;
        }
        let journal = ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL | ffi::SQLITE_OPEN_WAL;
        let tape = (*behind).tape.as_deref();
        file.cast::<Open>().write(Open {
            base: sqlite3_file { pMethods: &METHODS },
            behind,
            recorded: tape.zip(path_of(name)).and_then(|(tape, path)| tape.opened(path)),
            folder_at_sync: flags & ffi::SQLITE_OPEN_CREATE != 0 && flags & journal != 0,
        });
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(vfs: *mut sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: see above. The folder is not truly synced.
    unsafe {
        let behind = (*vfs).pAppData.cast::<Behind>().cast_const();
        let unix = (*behind).unix;
        let Some(unix_delete) = (*unix).xDelete else { return ffi::SQLITE_IOERR_DELETE };
        let code = unix_delete(unix, name, 0);
        if let (ffi::SQLITE_OK, Some(tape), Some(path)) = (code, (*behind).tape.as_deref(), path_of(name)) {
            tape.deleted(path, sync_folder != 0);
        }
        code
    }
}

unsafe extern "C" fn write(file: *mut sqlite3_file, data: *const c_void, length: c_int, offset: sqlite3_int64) -> c_int {
    // SAFETY: see above.
    unsafe {
        let Some((tape, id)) = recorded(file) else { return pass!(file, xWrite, data, length, offset) };
        let struck = tape.strikes(Deed::Write);
        let length = if struck.is_some() { length / 2 } else { length };
        let code = pass!(file, xWrite, data, length, offset);
        if code == ffi::SQLITE_OK {
            let (offset, length) = (size(offset), size(length.into()));
            tape.note(Event::Wrote { file: id, offset, data: slice::from_raw_parts(data.cast::<u8>(), length).to_vec() });
        }
        struck.unwrap_or(code)
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: sqlite3_int64) -> c_int {
    // SAFETY: see above.
    unsafe {
        let Some((tape, id)) = recorded(file) else { return pass!(file, xTruncate, length) };
        if tape.strikes(Deed::Truncate).is_some() {
            return ffi::SQLITE_IOERR_TRUNCATE;
        }
        let code = pass!(file, xTruncate, length);
        if code == ffi::SQLITE_OK {
            tape.note(Event::Truncated { file: id, size: size(length) });
        }
        code
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: see above; SQLite calls a file from one thread at a time.
    unsafe {
        let Some((tape, id)) = recorded(file) else { return ffi::SQLITE_OK };
        if let Some(code) = tape.strikes(Deed::Sync) {
            tape.note(Event::SyncFailed { file: id });
            return code;
        }
        let with_folder = mem::take(&mut (*file.cast::<Open>()).folder_at_sync);
        tape.note(Event::Synced { file: id, with_folder });
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn control(file: *mut sqlite3_file, operation: c_int, argument: *mut c_void) -> c_int {
    // Each of these would change the file without a call of ours.
    if matches!(operation, ffi::SQLITE_FCNTL_SIZE_HINT | ffi::SQLITE_FCNTL_CHUNK_SIZE | ffi::SQLITE_FCNTL_MMAP_SIZE) {
        return ffi::SQLITE_NOTFOUND;
    }
    // SAFETY: see above.
    unsafe { pass!(file, xFileControl, operation, argument) }
}

fn size(number: sqlite3_int64) -> usize {
    usize::try_from(number).expect("SQLite's sizes and offsets are not negative")
}

macro_rules! passing {
    ($($name:ident = $method:ident($($argument:ident: $type:ty),*);)*) => {$(
        unsafe extern "C" fn $name(file: *mut sqlite3_file $(, $argument: $type)*) -> c_int {
            // SAFETY: see above.
            unsafe { pass!(file, $method $(, $argument)*) }
        }
    )*};
}

passing! {
    close = xClose();
    read = xRead(data: *mut c_void, length: c_int, offset: sqlite3_int64);
    file_size = xFileSize(out: *mut sqlite3_int64);
    lock = xLock(level: c_int);
    unlock = xUnlock(level: c_int);
    reserved_lock = xCheckReservedLock(out: *mut c_int);
    sector_size = xSectorSize();
    characteristics = xDeviceCharacteristics();
    shm_map = xShmMap(page: c_int, size: c_int, extend: c_int, out: *mut *mut c_void);
    shm_lock = xShmLock(offset: c_int, n: c_int, flags: c_int);
    shm_unmap = xShmUnmap(delete: c_int);
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    // SAFETY: see above.
    unsafe {
        let unix = unix_file(file);
        if let Some(method) = (*(*unix).pMethods).xShmBarrier {
            method(unix);
        }
    }
}

/// Version 2: with shared memory, without memory-mapped pages, which would be written behind our back.
static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(reserved_lock),
    xFileControl: Some(control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
