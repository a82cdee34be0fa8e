import Domain
import Foundation

/// The folder itself: who may look into it, whether it can be written, and how much room is left.
struct HomeChecks {
    let home: Home

    /// Below this an ingest of a large corpus may fail half-way.
    private static let leastFreeBytes: Int64 = 1 << 30

    func run() -> [Finding] {
        guard home.folder.isFolder else {
            return [
                .problem(
                    "home", "there is no folder \(home.path)",
                    remedy: "almanac ingest FOLDER --home \(home.path) makes it")
            ]
        }
        return [permissions(), settings(), disk()].compactMap { $0 }
    }

    private func permissions() -> Finding {
        let attributes = try? FileManager.default.attributesOfItem(atPath: home.path)
        let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0
        guard FileManager.default.isWritableFile(atPath: home.path) else {
            return .problem(
                "home", "\(home.path) cannot be written to", remedy: "run almanac as the user that owns it")
        }
        guard mode & 0o077 == 0 else {
            return .warning(
                "home", "\(home.path) is open to other users (mode \(String(mode, radix: 8)))",
                remedy: "chmod 700 \(home.path)")
        }
        return .ok("home", "\(home.path), open to its owner only")
    }

    private func settings() -> Finding {
        do {
            _ = try Configuration.load(home: home)
            let source = home.settings.isFile ? home.settings.lastPathComponent : "no almanac.yml, defaults apply"
            return .ok("settings", source)
        } catch {
            return .problem("settings", error)
        }
    }

    private func disk() -> Finding? {
        guard let attributes = try? FileManager.default.attributesOfFileSystem(forPath: home.path),
            let free = (attributes[.systemFreeSize] as? NSNumber)?.int64Value
        else { return nil }
        let text = "\(Figures.bytes(free)) free"
        return free >= HomeChecks.leastFreeBytes
            ? .ok("disk", text)
            : .warning("disk", text, remedy: "make room: ingest and caches need some, or move the home with --home")
    }
}
