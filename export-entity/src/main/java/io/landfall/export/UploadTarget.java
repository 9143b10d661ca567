package io.landfall.export;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.landfall.model.JsonMessage;

/** Where what is rendered goes in our store. The names of the kinds stand in the journal. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = UploadTarget.MultipartUpload.class, name = "multipartUpload"),
  @JsonSubTypes.Type(value = UploadTarget.ComposedUpload.class, name = "composedUpload"),
  @JsonSubTypes.Type(value = UploadTarget.SingleObject.class, name = "singleObject")
})
public sealed interface UploadTarget extends JsonMessage {

  /**
   * An upload that is made of parts.
   *
   * @param uploadId as the store gave it
   */
  record MultipartUpload(String uploadId) implements UploadTarget {}

  /**
   * An upload into a store that wants all parts but the last of one size, or few of them: what
   * would be its parts are objects first, and parts are composed of them when all are there.
   *
   * @param uploadId as the store gave it
   */
  record ComposedUpload(String uploadId) implements UploadTarget {}

  /** An object that is written whole; there is nothing to open and nothing to complete. */
  record SingleObject() implements UploadTarget {}
}
