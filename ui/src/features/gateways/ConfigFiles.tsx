import { t } from "@lingui/core/macro";
import { Tab, TabList, TabPanel, TabPanels, Tabs } from "react-aria-components";

import type { GatewayFile } from "../../ipc/generated/GatewayFile";
import type { GatewayForm } from "../../ipc/generated/GatewayForm";
import { ConfigFile } from "./ConfigFile";
import styles from "./ConfigFiles.module.css";

export interface ConfigFilesProps {
  /** What the files were made of. */
  form: GatewayForm;
  files: GatewayFile[];
}

/** The files of a configuration; several stand in tabs. */
export function ConfigFiles({ form, files }: ConfigFilesProps) {
  const [only] = files;
  if (files.length === 1 && only) return <ConfigFile form={form} file={only} />;
  return (
    <Tabs key={form.gateway} className={styles["tabs"] ?? ""}>
      <TabList className={styles["list"] ?? ""} aria-label={t`Files of the configuration`}>
        {files.map(({ name }) => (
          <Tab key={name} id={name} className={styles["tab"] ?? ""}>
            {name}
          </Tab>
        ))}
      </TabList>
      <TabPanels className={styles["panels"] ?? ""}>
        {files.map((file) => (
          <TabPanel key={file.name} id={file.name} className={styles["panel"] ?? ""}>
            <ConfigFile form={form} file={file} />
          </TabPanel>
        ))}
      </TabPanels>
    </Tabs>
  );
}
