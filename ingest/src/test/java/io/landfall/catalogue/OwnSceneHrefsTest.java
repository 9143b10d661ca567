package io.landfall.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnSceneHrefsTest {
  @TempDir Path folder;
  private Path root;
  private OwnSceneHrefs hrefs;

  @BeforeEach
  void layOutAnImportFolderAndAFileBesideIt() throws IOException {
    root = Files.createDirectories(folder.resolve("import/sub")).getParent();
    Files.writeString(root.resolve("a.tif"), "II*\0");
    Files.writeString(root.resolve("sub/b.tif"), "II*\0");
    Files.writeString(root.resolve("item.json"), "{}");
    Files.writeString(folder.resolve("secret.tif"), "II*\0");
    Files.createSymbolicLink(root.resolve("out.tif"), folder.resolve("secret.tif"));
    Files.createSymbolicLink(root.resolve("in.tif"), root.resolve("a.tif"));
    hrefs =
        new OwnSceneHrefs(
            FileScenes.below(root, folder.resolve("archives")), List.of("store.local:9000"));
  }

  @Test
  void filesBelowTheImportFolderAreTakenAndLinksThatStayInside() throws IOException {
    String a = root.toRealPath().resolve("a.tif").toUri().toString();
    assertThat(hrefs.apply("file://" + root + "/a.tif")).isEqualTo(a);
    assertThat(hrefs.apply("FILE://" + root + "/sub/../a.tif")).isEqualTo(a);
    assertThat(hrefs.apply("file://" + root + "/in.tif")).isEqualTo(a);
    assertThat(hrefs.apply("file:" + root + "/sub/b.tif")).endsWith("/sub/b.tif");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.tif",
        "/../nothing.tif",
        "/sub/../../secret.tif",
        "/%2e%2e/secret.tif",
        "/sub/%2E%2E/%2e%2e/secret.tif",
        "/out.tif",
        "/../../../../../../../../etc/passwd",
      })
  void whatLiesOutsideIsRefusedTheSameWayWhetherItIsThereOrNot(String path) {
    ExportFailure failure = refusal("file://" + root + path);
    assertThat(failure.code()).isEqualTo(ErrorCode.NOT_ALLOWED);
    assertThat(failure.getMessage()).contains("it lies outside the import folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/gone.tif", "/%00.tif", "/%zz", "/sub", "/item.json", "/a.tif/b", ""})
  void whatIsNoRasterInsideIsRefused(String path) {
    assertThat(refusal("file://" + root + path).code())
        .isIn(ErrorCode.SCENE_UNKNOWN, ErrorCode.SCENE_UNSUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.tif",
        "/etc/passwd",
        "file",
        "//host/a.tif",
        "ftp://host/a.tif",
        "gopher://host/a",
        "jar:file:/a.jar!/b",
        "data:image/tiff;base64,AAAA",
        "gs://bucket/a.tif",
        "/vsicurl/http://127.0.0.1/a.tif",
        "javascript:1",
        "\\\\host\\share",
        ":",
      })
  void otherKindsOfAddressesAreRefused(String href) {
    assertThat(refusal(href).code()).isEqualTo(ErrorCode.OPTION_UNSUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file://host/a.tif",
        "file:a.tif",
        "file:../secret.tif",
        "file:?x",
        "https://",
        "https:///a.tif",
        "https:a.tif",
        "https://exa mple.org/a.tif",
        "https://under_score.example/a b",
      })
  void whatCannotBeAnAddressIsRefused(String href) {
    assertThat(refusal(href).code())
        .isIn(ErrorCode.SCENE_UNREADABLE, ErrorCode.SCENE_UNKNOWN, ErrorCode.NOT_ALLOWED);
  }

  @Test
  void plainHttpIsForHostsThatTheOperatorNamed() {
    assertThat(hrefs.apply("http://store.local:9000/a.tif"))
        .isEqualTo("http://store.local:9000/a.tif");
    for (String href :
        List.of(
            "http://store.local/a.tif",
            "http://store.local:9001/a.tif",
            "http://127.0.0.1/a.tif",
            "http://store.local:9000@127.0.0.1/a.tif",
            "http://example.org/a.tif")) {
      assertThat(refusal(href).code()).as(href).isEqualTo(ErrorCode.NOT_ALLOWED);
    }
  }

  @Test
  void whatSignsAnAddressIsNotTold() {
    assertThat(refusal("http://example.org/a.tif?signature=topsecret").getMessage())
        .doesNotContain("topsecret");
  }

  @Test
  void withoutAnImportFolderNoFileIsTaken() {
    hrefs = new OwnSceneHrefs(FileScenes.none(), List.of());
    assertThat(refusal("file:///a.tif").code()).isEqualTo(ErrorCode.NOT_ALLOWED);
  }

  private ExportFailure refusal(String href) {
    ExportFailure failure = catchThrowableOfType(() -> hrefs.apply(href), ExportFailure.class);
    assertThat(failure).as(href).isNotNull();
    return failure;
  }
}
