#if canImport(Glibc)
    import Glibc
#endif

enum ProcessorCount {
    /// Cores that the system runs threads on.
    static let online = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
