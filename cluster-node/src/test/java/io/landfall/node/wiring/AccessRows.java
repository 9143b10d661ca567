package io.landfall.node.wiring;

import io.landfall.node.wiring.AccessMatrix.Resource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What each guarded route is about, and how who may use it is answered. The scope is the contract's
 * to say.
 */
final class AccessRows {
  private static final String TABLE =
      """
      GET    /v1/exports                          | NONE    | 200
      POST   /v1/exports                          | NONE    | 202
      POST   /v1/exports/estimate                 | NONE    | 200
      GET    /v1/exports/{id}                     | EXPORT  | 200
      GET    /v1/exports/{id}/stream              | EXPORT  | 200
      POST   /v1/exports/{id}/cancel              | EXPORT  | 409
      POST   /v1/exports/{id}/pause               | EXPORT  | 409
      POST   /v1/exports/{id}/resume              | EXPORT  | 409
      POST   /v1/exports/{id}/retry               | EXPORT  | 409
      POST   /v1/exports/{id}/priority            | EXPORT  | 409
      POST   /v1/exports/{id}/deliver             | EXPORT  | 202
      POST   /v1/exports/{id}/keep                | EXPORT  | 409
      GET    /v1/exports/{id}/tasks               | EXPORT  | 200
      GET    /v1/exports/{id}/tasks/working       | EXPORT  | 200
      GET    /v1/exports/{id}/history             | EXPORT  | 200
      GET    /v1/exports/{id}/stream              | EXPORT  | 200
      DELETE /v1/exports/{id}/links               | EXPORT  | 204
      GET    /v1/exports/{id}/files               | EXPORT  | 200
      GET    /v1/exports/{id}/files/{name}        | EXPORT  | 307
      GET    /v1/usage                            | NONE    | 200
      GET    /v1/audit/events                     | NONE    | 200
      GET    /v1/tokens                           | NONE    | 200
      POST   /v1/tokens                           | NONE    | 201
      GET    /v1/tokens/{id}                      | TOKEN   | 200
      DELETE /v1/tokens/{id}                      | TOKEN   | 204
      GET    /v1/scenes                           | NONE    | 200
      POST   /v1/scenes                           | NONE    | 201
      GET    /v1/scenes/{id}                      | SCENE   | 200
      DELETE /v1/scenes/{id}                      | SCENE   | 204
      GET    /v1/areas                            | NONE    | 200
      POST   /v1/areas                            | NONE    | 201
      GET    /v1/areas/{id}                       | AREA    | 200
      DELETE /v1/areas/{id}                       | AREA    | 204
      GET    /v1/projects                         | NONE    | 200
      POST   /v1/projects                         | NONE    | 201
      GET    /v1/projects/{id}                    | PROJECT | 200
      PUT    /v1/projects/{id}                    | PROJECT | 200
      DELETE /v1/projects/{id}                    | PROJECT | 204
      GET    /v1/projects/{id}/versions/{version} | PROJECT | 200
      GET    /v1/tools                            | NONE    | 200
      POST   /v1/tools                            | NONE    | 201
      GET    /v1/tools/{id}                       | TOOL    | 200
      PUT    /v1/tools/{id}                       | TOOL    | 200
      DELETE /v1/tools/{id}                       | TOOL    | 204
      GET    /v1/tools/{id}/versions/{version}    | TOOL    | 200
      GET    /v1/projects/{id}/tiles/{z}/{x}/{y}.{format} | PROJECT | 422
      GET    /v1/projects/{id}/tiles/{z}/{x}/{y}@2x.{format} | PROJECT | 422
      GET    /v1/projects/{id}/tilejson.json | PROJECT | 422
      GET    /v1/projects/{id}/wmts | PROJECT | 422
      GET    /v1/projects/{id}/point | PROJECT | 422
      GET    /v1/projects/{id}/statistics | PROJECT | 422
      GET    /v1/scenes/{id}/tiles/{z}/{x}/{y}.{format} | SCENE | 204
      GET    /v1/scenes/{id}/tiles/{z}/{x}/{y}@2x.{format} | SCENE | 204
      GET    /v1/scenes/{id}/tilejson.json | SCENE | 200
      GET    /v1/scenes/{id}/wmts | SCENE | 200
      GET    /v1/scenes/{id}/point | SCENE | 200
      GET    /v1/scenes/{id}/statistics | SCENE | 200
      GET    /v1/exports/{id}/tiles/{z}/{x}/{y}.{format} | EXPORT | 204
      GET    /v1/exports/{id}/tiles/{z}/{x}/{y}@2x.{format} | EXPORT | 204
      GET    /v1/exports/{id}/tilejson.json | EXPORT | 200
      GET    /v1/exports/{id}/wmts | EXPORT | 200
      GET    /v1/exports/{id}/point | EXPORT | 200
      GET    /v1/exports/{id}/statistics | EXPORT | 200
      GET    /v1/tools/{id}/tiles/{z}/{x}/{y}.{format} | TOOL | 400
      GET    /v1/tools/{id}/tiles/{z}/{x}/{y}@2x.{format} | TOOL | 400
      GET    /v1/tools/{id}/tilejson.json | TOOL | 400
      GET    /v1/tools/{id}/wmts | TOOL | 400
      GET    /v1/tools/{id}/point | TOOL | 400
      GET    /v1/tools/{id}/statistics | TOOL | 400
      POST   /v1/styles | NONE | 201
      GET    /v1/styles/{id} | STYLE | 200
      GET    /v1/delivery-configs                 | NONE    | 200
      POST   /v1/delivery-configs                 | NONE    | 201
      GET    /v1/delivery-configs/{id}            | DELIVERY_CONFIG | 200
      DELETE /v1/delivery-configs/{id}            | DELIVERY_CONFIG | 204
      POST   /v1/delivery-configs/{id}/check      | DELIVERY_CONFIG | 200
      GET    /v1/delivery-configs/{id}/policy     | DELIVERY_CONFIG | 422
      GET    /v1/webhooks                         | NONE    | 200
      POST   /v1/webhooks                         | NONE    | 201
      GET    /v1/webhooks/{id}                    | WEBHOOK | 200
      DELETE /v1/webhooks/{id}                    | WEBHOOK | 204
      POST   /v1/webhooks/{id}/test               | WEBHOOK | 202
      GET    /v1/webhooks/{id}/deliveries         | WEBHOOK | 200
      POST   /v1/webhooks/{id}/deliveries/{deliveryId}/replay | WEBHOOK | 202
      GET    /api/exports                         | NONE    | 200
      POST   /api/exports                         | NONE    | 422
      GET    /api/exports/{id}                    | EXPORT  | 200
      GET    /api/exports/{id}/files              | EXPORT  | 200
      GET    /api/exports/{id}/files/{name}       | EXPORT  | 307
      GET    /api/projects                        | NONE    | 200
      POST   /api/projects                        | NONE    | 201
      GET    /api/projects/{id}                   | PROJECT | 200
      GET    /api/tools                           | NONE    | 200
      GET    /api/tools/{id}                      | TOOL    | 200
      GET    /ingest/                             | NONE    | 200
      GET    /ingest/start                        | NONE    | 503
      POST   /ingest/start                        | NONE    | 503
      GET    /ingest/cancel                       | NONE    | 503
      POST   /ingest/cancel                       | NONE    | 503
      """;

  private AccessRows() {}

  /**
   * One row.
   *
   * @param about what {@code {id}} names
   * @param status of the answer to who may use the route
   */
  record AccessRow(String method, String path, Resource about, int status) {
    boolean changes() {
      return !method.equals("GET") && !method.equals("HEAD");
    }
  }

  /** Returns the rows by method and path. */
  static Map<String, AccessRow> read() {
    var rows = new LinkedHashMap<String, AccessRow>();
    for (String line : TABLE.strip().split("\n")) {
      String[] cells = line.split("\\|");
      String[] route = cells[0].strip().split("\\s+");
      rows.put(
          route[0] + " " + route[1],
          new AccessRow(
              route[0],
              route[1],
              Resource.valueOf(cells[1].strip()),
              Integer.parseInt(cells[2].strip())));
    }
    return rows;
  }
}
