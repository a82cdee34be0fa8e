import Domain
import VectorDatabase

/// `/indexes/create-for-model`: an index that turns text into vectors itself, by one of this program's models.
struct ForModel {
    let models: InferenceModels

    func settings(_ fields: WireFields) throws -> IndexSettings {
        let embed = try fields.required("embed", fields.object("embed"))
        let model = try models.embedding(embed.required("model", embed.string("model")))
        let map = try embed.required("field_map", embed.object("field_map"))
        let field = try map.required("text", map.string("text"))
        if let dimension = try embed.int("dimension"), dimension != model.dimension {
            throw WireFields.invalid("the model \(model.name) gives \(model.dimension) dimensions, not \(dimension)")
        }
        let cloud: JSONValue = .string(try fields.string("cloud") ?? "local")
        let region: JSONValue = .string(try fields.string("region") ?? "local")
        var control: JSONObject = ["spec": ["serverless": ["cloud": cloud, "region": region]]]
        if let capacity = fields.value("read_capacity") { control["read_capacity"] = capacity }
        return IndexSettings(
            name: try fields.required("name", fields.string("name")), dimension: model.dimension,
            metric: try embed.string("metric").map(ControlShape.metric) ?? .cosine,
            isProtected: try ControlShape.protection(fields) ?? false, tags: try ControlShape.tags(fields) ?? [:],
            embed: IndexSettings.Embedding(model: model.name, textField: field), control: control,
            createdAt: ControlShape.now())
    }
}
