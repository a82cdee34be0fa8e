import CKernels

/// The kernels a pass calls, chosen once for the processor.
///
/// `@unchecked Sendable`. Proof: pointers to functions that keep no state, and the address of a constant name.
struct KernelTable: @unchecked Sendable {
    let table: almanac_encoder_kernels

    static var best: Self { Self(table: almanac_encoder_kernels_best().pointee) }
    static var portable: Self { Self(table: almanac_encoder_kernels_portable().pointee) }
}
