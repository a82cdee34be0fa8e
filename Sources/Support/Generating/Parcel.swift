import Domain

/// What happens to one parcel, day by day, and how far that has come.
struct Parcel: Sendable {
    enum Fate: Sendable, Equatable {
        /// So many days after dispatch.
        case delivered(after: Int)
        /// No scan for weeks, then given up.
        case lost
        /// Turned back at the door, and back at the sender so many days after dispatch.
        case returned(after: Int)
        /// Still waited for, whatever the day.
        case missing
    }

    let region: Region
    let shippedOn: CalendarDay
    let fate: Fate

    /// Most come in time; of a thousand twenty take over six weeks, twelve are lost and eighteen come back.
    static func fate(in region: Region, _ draw: inout Draw) -> Fate {
        let normal = draw.int(region.transit)
        switch draw.below(1000) {
        case 0..<20: return .delivered(after: draw.int(43...57))
        case 20..<32: return .lost
        case 32..<50: return .returned(after: region.transit.upperBound + draw.int(16...30))
        default: return .delivered(after: normal)
        }
    }

    /// Batches leave on these days of a month, at most ten days apart.
    private static let batches: Set<Int> = [5, 12, 19, 26]

    /// The first batch after the day that a charge went through.
    static func dispatch(after day: CalendarDay) -> CalendarDay {
        (1...10).lazy.map { day.adding(days: $0) }.first { batches.contains($0.day) } ?? day.adding(days: 10)
    }

    /// Whether nothing more is to come of it.
    func outcome(asOf: CalendarDay) -> OrderStatus {
        switch fate {
        case .delivered(let days) where shippedOn.adding(days: days) < asOf: .delivered
        case .returned(let days) where shippedOn.adding(days: days) < asOf: .returned
        default: .shipped
        }
    }

    /// The day on which a lost parcel is given up, or one that came back is back.
    var failedOn: CalendarDay? {
        switch fate {
        case .lost: shippedOn.adding(days: 50)
        case .returned(let days): shippedOn.adding(days: days)
        case .delivered, .missing: nil
        }
    }

    /// As the carrier shows it before `asOf`.
    func shipment(number: String, asOf: CalendarDay, _ draw: inout Draw) -> Shipment {
        let events = wholeWay(&draw).filter { $0.day < asOf }
        let status = events.last?.event.status ?? .dispatched
        return Shipment(
            trackingNumber: number, carrier: region.carrier, status: status, shippedOn: shippedOn,
            deliveredOn: status == .delivered ? events.last?.day : nil, events: events.map(\.event))
    }

    private typealias Scan = (day: CalendarDay, event: Shipment.Event)

    private func wholeWay(_ draw: inout Draw) -> [Scan] {
        let minutes = (0..<8).map { _ in draw.int(360...1080) }.sorted()
        func scan(_ days: Int, _ place: Int, _ status: Shipment.Status, _ town: String, _ note: String) -> Scan {
            let day = shippedOn.adding(days: days)
            return (
                day, Shipment.Event(at: day.at(minute: minutes[place]), status: status, place: town, note: note)
            )
        }
        let left = [scan(0, 0, .dispatched, "Lod", "handed to the carrier")]
        guard region.hasCustoms else {
            switch fate {
            case .delivered(let days):
                return left + [
                    scan(min(1, days - 1), 1, .inTransit, "Lod", "sorted"),
                    scan(days, 5, .outForDelivery, region.name, "with the courier"),
                    scan(days, 6, .delivered, region.name, "handed over"),
                ]
            case .returned(let days):
                return left + [
                    scan(4, 3, .outForDelivery, region.name, "nobody at home"),
                    scan(days, 6, .returned, "Lod", "back at the sender"),
                ]
            case .lost: return left + [scan(50, 6, .lost, region.name, "given up by the carrier")]
            case .missing: return left
            }
        }
        let flight = left + [scan(2, 1, .inTransit, "Ben Gurion Airport", "left by air")]
        switch fate {
        case .delivered(let days):
            // Customs and the domestic post share the second half of the way.
            let landed = max(3, days * 3 / 5)
            return flight + [
                scan(landed, 2, .customs, region.name, "presented to customs"),
                scan(max(landed, days - 3), 3, .inTransit, region.name, "taken over by the domestic post"),
                scan(days, 5, .outForDelivery, region.name, "out for delivery"),
                scan(days, 6, .delivered, region.name, "delivered"),
            ]
        case .returned(let days):
            let tried = region.transit.upperBound
            return flight + [
                scan(tried - 5, 2, .customs, region.name, "presented to customs"),
                scan(tried, 5, .outForDelivery, region.name, "nobody at home"),
                scan(tried + 12, 6, .inTransit, region.name, "not collected, on its way back"),
                scan(days, 7, .returned, "Lod", "back at the sender"),
            ]
        case .lost: return flight + [scan(50, 6, .lost, region.name, "given up by the carrier")]
        case .missing: return flight + [scan(11, 2, .customs, region.name, "presented to customs")]
        }
    }
}
