package io.landfall.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.landfall.export.SceneSource;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileScenesTest {
  private static final RemoteArchives NO_ARCHIVES =
      href -> {
        throw new AssertionError(href);
      };
  private static final DocumentFetcher NO_DOCUMENTS =
      (href, maxBytes) -> {
        throw new AssertionError(href);
      };

  @TempDir Path folder;
  private Path imports;
  private Path secret;
  private FileScenes scenes;

  @BeforeEach
  void layOutAnImportFolderAndAFileBesideIt() throws IOException {
    imports = Files.createDirectory(folder.resolve("imports"));
    secret = Files.createFile(folder.resolve("secret_B4.tif"));
    scenes = FileScenes.below(imports, folder.resolve("cache"));
  }

  @Test
  void whatAVrtNamesLiesBelowTheImportFolderToo() throws IOException {
    Path inside = Files.createFile(imports.resolve("inside.tif"));
    Path vrt = Files.createFile(imports.resolve("m.vrt"));
    Path outside = Files.createFile(folder.resolve("outside.tif"));
    Path link = Files.createSymbolicLink(imports.resolve("link.tif"), outside);
    SceneId id = new SceneId("m.vrt");
    assertThat(naming(inside).scene(id).name()).isEqualTo("m");
    for (Path file : List.of(outside, link, imports.resolve("../outside.tif"))) {
      for (SceneId one : List.of(id, new SceneId(vrt.toUri().toString()))) {
        assertThatThrownBy(() -> naming(file).scene(one))
            .hasMessageContaining("outside the import folder");
      }
      assertThatThrownBy(() -> naming(file).rasterUrl("m.vrt"))
          .hasMessageContaining("outside the import folder");
    }
    assertThatThrownBy(() -> scenes.scene(id)).hasMessageContaining("names other files");
  }

  private FileScenes naming(Path file) {
    return FileScenes.below(
        imports,
        folder.resolve("cache"),
        (raster, files) -> {
          if (raster.endsWith("m.vrt")) {
            files.accept(file);
          }
        });
  }

  @Test
  void aRasterIsASceneWithAllItsBands() throws IOException {
    Files.createFile(imports.resolve("a.b.tif"));
    Scene scene = scenes.scene(new SceneId("a.b.tif"));
    assertThat(scene.name()).isEqualTo("a.b");
    assertThat(scene.bands()).extracting(SceneBand::index).containsExactly(SceneBand.ALL_BANDS);
    assertThat(scene.bands().get(0).href())
        .isEqualTo(imports.toRealPath().resolve("a.b.tif").toUri().toString());
  }

  @Test
  void pathsAndFileUrlsNameTheSameFile() throws IOException {
    Path file = Files.createFile(imports.resolve("50% cloud.tif"));
    String href = scenes.scene(new SceneId("50% cloud.tif")).bands().get(0).href();
    for (String id : List.of(file.toString(), file.toUri().toString(), "./x/../50% cloud.tif")) {
      assertThat(scenes.scene(new SceneId(id)).bands().get(0).href()).as(id).isEqualTo(href);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret_B4.tif",
        "x/../../secret_B4.tif",
        "..",
        "../imports-not-there",
        "/",
        "/etc/passwd",
        "/no/such/file",
        "/proc/self/cwd/../etc/passwd",
        "file:///etc/passwd",
        "file:/etc/passwd",
        "file:///%2e%2e/etc/passwd",
        "file://localhost/etc/passwd",
        "file:etc/passwd",
        "file:///etc/passwd?x#y",
        "FILE:///etc/passwd",
        "https://example.com/a.tif",
        "%2e%2e/secret_B4.tif",
        "..%2fsecret_B4.tif",
        "file:///a%00b",
        "file:///a b",
        "file:%",
        "a\0b",
        "/etc/passwd\0.tif",
      })
  void nothingOutsideTheImportFolderIsFound(String id) {
    assertThat(failure(scenes, id).code()).isIn(ErrorCode.NOT_ALLOWED, ErrorCode.SCENE_UNKNOWN);
  }

  @Test
  void whetherAFileOutsideExistsIsNotTold() {
    ExportFailure there = failure(scenes, secret.toString());
    ExportFailure notThere = failure(scenes, secret + ".not");
    assertThat(there.code()).isEqualTo(ErrorCode.NOT_ALLOWED).isEqualTo(notThere.code());
    assertThat(there.getMessage()).isEqualTo(notThere.getMessage().replace(".tif.not", ".tif"));
  }

  @Test
  void linksThatLeadOutAreRefused() throws IOException {
    Files.createSymbolicLink(imports.resolve("link.tif"), secret);
    Files.createSymbolicLink(imports.resolve("out"), folder);
    Path scene = Files.createDirectory(imports.resolve("scene"));
    Files.createSymbolicLink(scene.resolve("x_B4.tif"), secret);
    for (String id : List.of("link.tif", "out", "out/secret_B4.tif", "scene")) {
      assertThat(failure(scenes, id).code()).as(id).isEqualTo(ErrorCode.NOT_ALLOWED);
    }
  }

  @Test
  void metadataAndSidecarsThatLeadOutAreRefused() throws IOException {
    Path scene = Files.createDirectory(imports.resolve("LC80220342026101LGN00"));
    Files.createFile(scene.resolve("LC80220342026101LGN00_B4.TIF"));
    Path link = scene.resolve("LC80220342026101LGN00_MTL.txt");
    Files.createSymbolicLink(link, secret);
    assertThat(failure(scenes, "LC80220342026101LGN00").code()).isEqualTo(ErrorCode.NOT_ALLOWED);
    Files.delete(link);
    scenes.scene(new SceneId("LC80220342026101LGN00"));
    Files.createSymbolicLink(scene.resolve("LC80220342026101LGN00_B4.TIF.aux.xml"), secret);
    assertThat(failure(scenes, "LC80220342026101LGN00").code()).isEqualTo(ErrorCode.NOT_ALLOWED);

    Files.createFile(imports.resolve("c.tif"));
    Path world = Files.createSymbolicLink(imports.resolve("c.tfw"), secret);
    assertThat(failure(scenes, "c.tif").code()).isEqualTo(ErrorCode.NOT_ALLOWED);
    Files.delete(world);
    Files.createSymbolicLink(world, Path.of("c.tif"));
    assertThat(scenes.scene(new SceneId("c.tif")).name()).isEqualTo("c");
  }

  @Test
  void aPathOutsideCountsByWhatItLeadsTo() throws IOException {
    Files.createFile(imports.resolve("a.tif"));
    Path alias = Files.createSymbolicLink(folder.resolve("alias"), imports);
    assertThat(scenes.scene(new SceneId(alias + "/a.tif")).name()).isEqualTo("a");
    assertThat(failure(scenes, alias + "/../none.tif").code()).isEqualTo(ErrorCode.NOT_ALLOWED);
    assertThat(failure(scenes, folder + "/none.tif").code()).isEqualTo(ErrorCode.NOT_ALLOWED);
  }

  @Test
  void linksThatStayInsideAndALinkedImportFolderAreFine() throws IOException {
    Files.createFile(imports.resolve("a.tif"));
    Files.createSymbolicLink(imports.resolve("b.tif"), Path.of("a.tif"));
    Path linked = Files.createSymbolicLink(folder.resolve("linked"), imports);
    FileScenes there = FileScenes.below(linked, folder.resolve("cache"));
    String href = imports.toRealPath().resolve("a.tif").toUri().toString();
    for (String id : List.of("b.tif", linked + "/a.tif", imports + "/a.tif")) {
      assertThat(there.scene(new SceneId(id)).bands().get(0).href()).as(id).isEqualTo(href);
    }
  }

  @Test
  void whatIsMissingAndWhatIsEmptyIsSaid() throws IOException {
    assertThat(failure(scenes, "nothing.tif"))
        .hasMessageContaining("nothing.tif")
        .extracting(ExportFailure::code)
        .isEqualTo(ErrorCode.SCENE_UNKNOWN);
    Files.createDirectory(imports.resolve("empty"));
    assertThat(failure(scenes, "empty").code()).isEqualTo(ErrorCode.SCENE_UNSUPPORTED);
    assertThat(failure(scenes, ".").code()).isEqualTo(ErrorCode.SCENE_UNSUPPORTED);
  }

  @Test
  void anywhereIsAnywhere() {
    FileScenes anywhere = FileScenes.anywhere(folder.resolve("cache"), NO_DOCUMENTS, NO_ARCHIVES);
    assertThat(anywhere.scene(new SceneId(secret.toString())).name()).isEqualTo("secret_B4");
    assertThat(failure(anywhere, "/").code()).isEqualTo(ErrorCode.SCENE_UNSUPPORTED);
  }

  @Test
  void devicesAndPipesAreNoScenes() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "this system has no /dev/null");
    FileScenes anywhere = FileScenes.anywhere(folder.resolve("cache"), NO_DOCUMENTS, NO_ARCHIVES);
    assertThat(failure(anywhere, device.toString()).code()).isEqualTo(ErrorCode.SCENE_UNSUPPORTED);
  }

  @Test
  void withoutAnImportFolderNothingIsAllowed() {
    assertThat(failure(FileScenes.none(), "a.tif"))
        .hasMessageContaining("LANDFALL_IMPORT_FOLDER")
        .extracting(ExportFailure::code)
        .isEqualTo(ErrorCode.NOT_ALLOWED);
  }

  private static ExportFailure failure(SceneSource scenes, String id) {
    ExportFailure failure =
        catchThrowableOfType(() -> scenes.scene(new SceneId(id)), ExportFailure.class);
    assertThat(failure).as(id).isNotNull();
    return failure;
  }
}
