import Domain

/// The form of a write, made from its declaration and the plan: what the customer sees before confirming.
///
/// `{title, fields: [{name, label, input, value, required, fixed?, options?, minimum?, maximum?}], effects, confirm,
/// decline}`. `input` is `text`, `textarea`, `number`, `select` or `month`.
enum ToolForm {
    static func json(_ tool: Tool, plan: ChangePlan, policy: ActionPolicy, today: CalendarDay) -> JSONValue {
        let fields = tool.parameters.compactMap { field -> JSONValue? in
            let value = plan.arguments[field.name]
            // What was settled and is not to be changed is shown only where it says something.
            if tool.fixed.contains(field.name), value == nil { return nil }
            var json: JSONObject = [
                "name": .string(field.name), "label": .string(label(field.name)), "hint": .string(field.summary),
                "value": value ?? .null, "required": .bool(field.presence == .required),
            ]
            if tool.fixed.contains(field.name) { json["fixed"] = true }
            for (name, value) in input(field, tool: tool, policy: policy, today: today).members { json[name] = value }
            return .object(json)
        }
        return [
            "title": .string(tool.title), "fields": .array(fields), "effects": JSONValue(plan.effects),
            "confirm": "Confirm", "decline": "No, leave it as it is",
        ]
    }

    private static func input(
        _ field: Schema.Field, tool: Tool, policy: ActionPolicy, today: CalendarDay
    ) -> JSONObject {
        switch field.schema {
        case .integer(let range):
            // More than a customer may confirm alone is not offered.
            let upper = tool.name == "pause_subscription" ? policy.pauseMonths : range.upperBound
            return ["input": "number", "minimum": JSONValue(range.lowerBound), "maximum": JSONValue(upper)]
        case .choice(let words):
            let offered = field.name == "frequency" ? policy.changeableFrequencies.map(\.rawValue) : words
            return ["input": "select", "options": JSONValue(offered)]
        case .month:
            let months = (0...policy.skipMonthsAhead).map { today.calendarMonth.adding($0).iso }
            return ["input": "month", "options": JSONValue(months)]
        case .text: return ["input": "textarea"]
        default: return ["input": "text"]
        }
    }

    private static func label(_ name: String) -> String {
        let words = name.replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}
