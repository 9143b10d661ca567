package io.landfall.api.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.ToolInput;
import java.util.List;

/** Writes a tool as {@link io.landfall.model.algebra.ToolReader} reads it. */
public final class ToolJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<ToolInput> inputs;

  private ToolJson(List<ToolInput> inputs) {
    this.inputs = inputs;
  }

  /** Returns the tree. */
  public static ObjectNode write(AlgebraTool tool) {
    return new ToolJson(tool.inputs()).node(tool.tree());
  }

  private ObjectNode node(Expression tree) {
    if (tree instanceof Expression.Constant constant) {
      return leaf("const").put("constant", constant.value());
    } else if (tree instanceof Expression.Input input) {
      return input(input.name());
    } else if (tree instanceof Expression.Apply apply) {
      return operation(apply.operator().symbols().get(0), apply);
    } else if (tree instanceof Expression.Mask mask) {
      ObjectNode json = operation("mask", mask);
      json.set("mask", AreaJson.write(mask.area()));
      return json;
    } else if (tree instanceof Expression.Classify classify) {
      ObjectNode json = operation("classify", classify);
      ObjectNode classes = json.putObject("classMap").putObject("classifications");
      classify
          .classes()
          .forEach(one -> classes.put(Double.toString(one.upperBound()), one.value()));
      return json;
    }
    if (tree instanceof Expression.Terrain terrain) {
      ObjectNode json = operation(terrain.operator().symbol(), terrain);
      ObjectNode members = MAPPER.valueToTree(terrain.operator());
      members.remove("type");
      json.setAll(members);
      return json;
    }
    Expression.Focal focal = (Expression.Focal) tree;
    ObjectNode json = operation(focal.operator().symbol(), focal);
    json.set("neighborhood", MAPPER.valueToTree(focal.neighborhood()));
    return json;
  }

  private ObjectNode operation(String symbol, Expression tree) {
    ObjectNode json = Json.object().put("apply", symbol);
    ArrayNode args = json.putArray("args");
    tree.operands().forEach(operand -> args.add(node(operand)));
    return json;
  }

  /** A band whose name does not tell which it is stands with its imagery. */
  private ObjectNode input(String name) {
    ToolInput input =
        inputs.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    boolean spelled = input.source() != null && !ToolInput.of(name).equals(input);
    return spelled
        ? leaf("sceneSrc").put("sceneId", input.source()).put("band", input.band())
        : leaf("src").put("id", name);
  }

  private static ObjectNode leaf(String type) {
    return Json.object().put("type", type);
  }
}
