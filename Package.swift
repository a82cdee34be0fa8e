// swift-tools-version: 6.2
import PackageDescription

// Targets stand from the bottom layer up. Imports go downward only (ARCHITECTURE.md, tested by HygieneTests).

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "almanac",
    products: [
        .executable(name: "almanac", targets: ["CLI"]),
        .executable(name: "almanac-bench", targets: ["Bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(
            name: "CKernels",
            dependencies: ["COpenBLAS"],
            cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]
        ),
        .target(name: "Domain", swiftSettings: settings),
        .target(
            name: "Store",
            dependencies: ["Domain", .product(name: "GRDB", package: "GRDB.swift")],
            resources: [.embedInCode("Schema/knowledge.sql"), .embedInCode("Schema/support.sql")],
            swiftSettings: settings
        ),
        .target(name: "Embedding", dependencies: ["Domain", "CKernels"], swiftSettings: settings),
        .target(name: "Evaluation", dependencies: ["Domain"], swiftSettings: settings),
        .target(
            name: "VectorDatabase",
            dependencies: ["Domain", "Store", "CKernels", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings
        ),
        .target(
            name: "Retrieval",
            dependencies: [
                "Domain", "Store", "Embedding", "CKernels",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Support",
            dependencies: [
                "Domain", "Store", "Retrieval",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Remote",
            dependencies: [
                "Domain", "Retrieval", "CCurl",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Service",
            dependencies: [
                "Domain", "Embedding", "Retrieval", "Support", "VectorDatabase",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "CLI",
            dependencies: [
                "Domain", "Store", "Embedding", "Evaluation", "Retrieval", "VectorDatabase", "Support", "Remote",
                "Service",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "Bench",
            dependencies: [
                "Domain", "Embedding", "Retrieval", "VectorDatabase", "Evaluation", "CKernels",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "TestSupport",
            dependencies: [
                "Domain", "Store", "Embedding", "Retrieval", "VectorDatabase", "Support", "Remote", "Service",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .testTarget(name: "DomainTests", dependencies: ["Domain", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "StoreTests",
            dependencies: ["Domain", "Store", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EmbeddingTests", dependencies: ["Domain", "Embedding", "CKernels"],
            exclude: ["Fixtures", "Recording"], swiftSettings: settings
        ),
        .testTarget(
            name: "RetrievalTests",
            dependencies: [
                "Domain", "Store", "Embedding", "Retrieval", "CKernels", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EvaluationTests",
            dependencies: ["Domain", "Embedding", "Evaluation", "Retrieval", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "VectorDatabaseTests",
            dependencies: ["Domain", "VectorDatabase", "CKernels", "TestSupport"], swiftSettings: settings
        ),
        .testTarget(
            name: "RemoteTests",
            dependencies: ["Domain", "Embedding", "Retrieval", "VectorDatabase", "Remote", "TestSupport"],
            exclude: ["Fixtures"], swiftSettings: settings
        ),
        .testTarget(
            name: "SupportTests",
            dependencies: [
                "Domain", "Store", "Embedding", "Retrieval", "Support", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "Domain", "Store", "Embedding", "Retrieval", "VectorDatabase", "Support", "Remote", "Service",
                "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["Golden"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EndToEndTests", dependencies: ["Domain", "TestSupport"], exclude: ["Golden", "Pinecone", "Shim"],
            swiftSettings: settings
        ),
        .testTarget(name: "HygieneTests", swiftSettings: settings),
    ]
)
