import Domain

extension Order {
    /// The day that the parcel left; nil where it has not by `today`.
    func leftOn(by today: CalendarDay) -> CalendarDay? {
        guard shipment?.status != .preparing, let day = shipment?.shippedOn ?? shippedOn, day <= today else {
            return nil
        }
        return day
    }

    /// Whether a customer who writes this number, in any case and with spaces, means this order or its parcel.
    func isMeant(by text: String) -> Bool {
        let text = Order.plain(text)
        guard !text.isEmpty else { return false }
        return Order.plain(number.rawValue) == text || shipment.map { Order.plain($0.trackingNumber) == text } ?? false
    }

    private static func plain(_ text: String) -> String {
        text.filter { !$0.isWhitespace && $0 != "-" && $0 != "#" }.uppercased()
    }
}

/// Which order is the latest: by the day it left, never by the order of import.
enum LatestOrder {
    /// Latest first; those that have not left come first, as they are newer than any that has.
    static func sorted(_ orders: [Order], today: CalendarDay) -> [Order] {
        orders.map { (order: $0, left: $0.leftOn(by: today)) }
            .sorted { first, second in
                guard let left = first.left, let right = second.left else {
                    if (first.left == nil) != (second.left == nil) { return first.left == nil }
                    return isLater(first.order, second.order)
                }
                return left == right ? isLater(first.order, second.order) : left > right
            }
            .map(\.order)
    }

    /// The one that left last; nil where none has.
    static func shipped(_ orders: [Order], today: CalendarDay) -> Order? {
        sorted(orders.filter { $0.leftOn(by: today) != nil }, today: today).first
    }

    private static func isLater(_ first: Order, _ second: Order) -> Bool {
        (first.orderedOn, first.number) > (second.orderedOn, second.number)
    }
}
